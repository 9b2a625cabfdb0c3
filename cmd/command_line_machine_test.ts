/** The command line as people call it, rightly and wrongly: what it says, where, and with which status. */

import { RULES } from "../emulator/input/findings/mod.ts";
import assert from "node:assert/strict";
import { resolve } from "node:path";

const root = resolve(import.meta.dirname ?? ".", "..");
const program = `${root}/dist/bond`;

interface Said {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a line of the shell in which "bond" is the program; $0 is `folder`. */
function run(line: string, folder = "/"): Said {
  const { code, stdout, stderr } = new Deno.Command("bash", {
    args: ["-c", `bond() { '${program}' "$@"; }\n${line}`, folder],
    cwd: folder,
    stdin: "null",
  }).outputSync();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

function inFolder(work: (folder: string) => void): void {
  const folder = Deno.makeTempDirSync();
  try {
    work(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** A command line that cannot be: what is said about it. */
const WRONG: readonly [line: string, said: string][] = [
  ["test /absent", "bond: /absent cannot be read: there is no such file or folder"],
  [
    "test /dev/null",
    "bond: /dev/null cannot be read: not a directory; name the folder of manifests",
  ],
  ["test empty", "bond: no manifests (.yaml, .yml, .json) in empty"],
  ["test set --filter other", "bond: --filter: none of the 1 folders has other in its name"],
  [
    "test set --junit /absent/x.xml",
    "bond: --junit: /absent/x.xml cannot be written: there is no such file or folder",
  ],
  ["emulate --absent x", "error: unknown option '--absent'"],
  ["schema", "error: missing required argument 'document'"],
  ["emulate x -p bond=/absent", "/absent cannot be run: there is no such file or folder"],
  ["emulate x -p bond=text", "text is no program: it is not an executable file"],
  [
    "emulate --net /absent",
    "--net: /absent is no CNI configuration: there is no such file or folder",
  ],
  ["emulate --net untyped.conf", 'is no CNI configuration: it has neither "type"'],
  ["emulate --net untyped.conf --ifname a/b", "a link's name has 1 to 15 characters"],
  ["inspect --pid one", "the number of a process is due"],
  ["inspect --pid 1 --netns blue", "cannot be used with option '-n, --netns <path>'"],
];

for (const [line, said] of WRONG) {
  Deno.test(`bond ${line}: status 2, and one message on stderr that says what is wrong`, () =>
    inFolder((folder) => {
      Deno.mkdirSync(`${folder}/empty`);
      Deno.mkdirSync(`${folder}/set`);
      for (const file of ["set/pod.yaml", "text"]) Deno.writeTextFileSync(`${folder}/${file}`, "");
      Deno.writeTextFileSync(`${folder}/untyped.conf`, '{"cniVersion": "1.0.0", "name": "n"}');
      const { code, stdout, stderr } = run(`bond ${line}`, folder);
      assert.ok(stderr.includes(said), stderr);
      assert.doesNotMatch(stderr, /os error|\bat .*\.js/);
      const [, name] = /^(\w+)/.exec(line) ?? [];
      const hint = stderr.startsWith("error: ")
        ? `\n(\`bond ${name} --help\` says what there is)`
        : "";
      assert.equal(stderr.trimEnd().split("\n").slice(1).join("\n"), hint.trimStart());
      assert.deepEqual([code, stdout], [2, ""]);
    }));
}

for (const line of ["bond --help", "bond schema config", "bond lint fixtures/sriov-bond"]) {
  Deno.test(`${line} says in one line that a full disk does not take its output`, () => {
    const { code, stderr } = run(`${line} > /dev/full`, root);
    assert.equal(stderr, "bond: the output cannot be written: no space left on device\n");
    assert.equal(code, 2);
  });

  Deno.test(`${line} does not mind a reader that has gone`, () => {
    const { stdout, stderr } = run(`{ sleep 0.2; ${line}; echo $? >&2; } | true`, root);
    assert.deepEqual([stdout, stderr], ["", "0\n"]);
  });
}

Deno.test("what cannot be told on stderr is in the exit status", () => {
  assert.equal(run("bond absent 2> /dev/full").code, 2);
});

Deno.test("an ordinary user sees the bonds of the namespace that he is in, and is told of others'", () => {
  if (Deno.uid() !== 0) return; // Then there is no other user to become.
  const user = "setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all";
  inFolder((folder) => {
    Deno.chmodSync(folder, 0o755);
    Deno.copyFileSync(program, `${folder}/bond`);
    const own = run(`${user} "$0/bond" inspect`, folder);
    assert.deepEqual(own, { code: 0, stdout: "no bonds in this namespace\n", stderr: "" });
    const other = run(`${user} "$0/bond" inspect --pid 1`, folder);
    assert.match(
      other.stderr,
      /^bond: .*\/proc\/1\/ns\/net" cannot be opened; look at it as root\n$/,
    );
    assert.equal(other.code, 2);
  });
});

/** What makes each shell say what it proposes; the words of the line are "$@", the last one unfinished. */
const ASKING: Readonly<Record<string, string>> = {
  bash: `source <(bond completion bash); COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
    _bond; printf '%s\\n' "\${COMPREPLY[@]}"`,
  // Outside of its line editor zsh completes nothing: its builtins are those of the test.
  zsh: `bond completion zsh > script; zsh -f -c '
    compdef() {}; compset() {}; _files() {}; compadd() { shift; print -rl -- "$@" }
    source ./script; words=("$@"); CURRENT=$#; _bond' zsh "$@"`,
  fish: `bond completion fish > script; line="$*"
    HOME=$PWD fish --no-config -c "source script; complete -C '$line'"`,
};

/** Returns what the shell proposes where the cursor stands behind the last of `words`. */
function completions(shell: string, ...words: string[]): string[] {
  const list = words.map((word) => `'${word}'`).join(" ");
  let found: string[] = [];
  inFolder((folder) => {
    const { stdout } = run(`set -- ${list}\n${ASKING[shell]}`, folder);
    const last = (words.at(-1) ?? "").replace(/^--\w+=|^=/, "");
    // fish repeats the option before the value; zsh leaves the choice among words to its builtin.
    found = stdout.split("\n").map((line) => (line.split("\t")[0] ?? "").replace(/^--\w+=/, ""))
      .filter((word) => word !== "" && word !== "script" && word.startsWith(last));
  });
  return found.sort();
}

const FINDINGS_OF_NETWORKS = RULES.map(({ code }): string => code)
  .filter((code) => code.startsWith("network-")).sort();

for (const shell of Object.keys(ASKING)) {
  Deno.test(`${shell} completes subcommands, options, and the values of options in both forms`, () => {
    const proposes = (...words: string[]) => completions(shell, "bond", ...words);
    assert.deepEqual(proposes("em"), ["emulate"]);
    assert.deepEqual(proposes("emulate", "--ke"), ["--keep-going", "--kernel", "--kernel-path"]);
    assert.deepEqual(proposes("emulate", "--kernel", ""), ["auto", "host", "uml"]);
    // bash takes --kernel= and --kernel=h apart.
    const parts = shell === "bash" ? ["--kernel", "=", "h"] : ["--kernel=h"];
    assert.deepEqual(proposes("emulate", ...parts), ["host"]);
    assert.deepEqual(proposes("emulate", "-o", "j"), ["json"]);
    assert.deepEqual(proposes("schema", "sce"), ["scenario"]);
    assert.deepEqual(proposes("lab", "im"), ["impair"]);
    assert.deepEqual(proposes("lab", "impair", "--lo"), ["--loss"]);
    assert.deepEqual(proposes("explain", "bond-b"), ["bond-before-links"]);
    assert.deepEqual(proposes("explain", "network-"), FINDINGS_OF_NETWORKS);
    assert.deepEqual(proposes("explain", "10").slice(0, 2), ["100", "101"]);
    assert.deepEqual(proposes("help", "em"), ["emulate"]);
  });
}
