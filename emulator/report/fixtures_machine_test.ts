/** The built executable replays the project's own fixtures, and they come out as they say. */

import assert from "node:assert/strict";
import { join, resolve } from "node:path";
import { allowedProcessors } from "../lab/kernel/mod.ts";
import { leavingNothing } from "../lab/kernel/testing.ts";

const root = resolve(import.meta.dirname ?? ".", "..", "..");

async function bond(
  ...args: string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  const program = join(root, "dist/bond");
  const { code, stdout, stderr } = await new Deno.Command(program, { args, cwd: root }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

Deno.test("every fixture, and the example for clusters, comes out as it says", async () => {
  const { code, stdout, stderr } = await bond("test", "fixtures", "deploy/example");
  assert.equal(code, 0, `${stdout}\n${stderr}`);
  assert.match(stdout, /folders, all as expected\n(left out, .*\n)?$/);
  // The run of all tests repeats it in its last lines.
  Deno.stdout.writeSync(new TextEncoder().encode(`${stdout.trimEnd().split("\n").at(-1)}\n`));
});

Deno.test("when the kernel dies, the folders that it leaves unplayed have failed", () =>
  leavingNothing(async (folder) => {
    const junit = `${folder}/results.xml`;
    const names = ["sriov-bond", "mode-balance-rr", "mode-broadcast"];
    // On one processor there is one guest.
    const child = new Deno.Command("taskset", {
      args: [
        ...["--cpu-list", String(allowedProcessors()[0]), join(root, "dist/bond"), "test"],
        "--kernel",
        "uml",
        "--junit",
        junit,
        ...names.map((name) => `fixtures/${name}`),
      ],
      cwd: root,
      env: { TMPDIR: folder },
      stdout: "piped",
      stderr: "null",
    }).spawn();
    let said = "";
    for await (const chunk of child.stdout) {
      const before = said;
      said += new TextDecoder().decode(chunk);
      if (before.includes("ok ") || !said.includes("ok ")) continue;
      const guest = [...Deno.readDirSync(folder)].find(({ isDirectory }) => isDirectory)?.name;
      Deno.kill(Number(Deno.readTextFileSync(`${folder}/${guest}/guest/pid`)), "SIGKILL");
    }
    assert.equal((await child.status).code, 3);
    assert.match(said, /^ok +sriov-bond /);
    assert.match(said, /^differs mode-balance-rr .*\nthe User-mode Linux guest died/m);
    assert.match(said, /^differs mode-broadcast .*\nnot played: the kernel was gone$/m);
    assert.match(Deno.readTextFileSync(junit), /tests="3" failures="2"/);
    Deno.removeSync(junit);
  }));

/** Starts `bond test` in User-mode Linux on two processors, or on the only one. */
function playing(folder: string, names: readonly string[], options: readonly string[] = []) {
  const child = new Deno.Command("taskset", {
    args: [
      ...["--cpu-list", TWO.join(), join(root, "dist/bond"), "test", "--kernel", "uml"],
      ...options,
      ...names.map((name) => `fixtures/${name}`),
    ],
    cwd: root,
    env: { TMPDIR: folder },
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = child.stdout.getReader();
  let said = "";
  const more = async () => {
    const { value, done } = await reader.read();
    said += new TextDecoder().decode(value);
    return !done;
  };
  /** Reads until it has said that a folder is ok. */
  const first = async () => {
    while (!said.includes("ok ") && await more());
  };
  const end = async () => {
    while (await more());
    return { said, ...await child.status };
  };
  return { child, first, end };
}

const TWO = allowedProcessors().slice(0, 2);

function guests(folder: string): number[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name }) => {
    try {
      return [Number(Deno.readTextFileSync(`${folder}/${name}/guest/pid`))];
    } catch {
      return [];
    }
  });
}

/** How many folders the guests have taken so far. */
function taken(folder: string): number {
  return [...Deno.readDirSync(folder)]
    .flatMap(({ name }) => [...Deno.readDirSync(`${folder}/${name}`)])
    .filter(({ name }) => /^\d+$/.test(name)).length;
}

/** Waits up to a minute. */
async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 60_000;
  while (!holds()) {
    assert.ok(Date.now() < end, `waited in vain for ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** More than two guests have taken when the first one ends. */
const SIX = [
  ...["mode-balance-rr", "mode-balance-xor", "mode-broadcast"],
  ...["sriov-bond", "flannel-standalone", "kill-during-add"],
];

Deno.test("folders are played in a guest for each processor; what one that dies leaves, others play", () =>
  leavingNothing(async (folder) => {
    const { end } = playing(folder, SIX);
    await until(() => guests(folder).length === TWO.length);
    const [victim = 0, ...others] = guests(folder);
    // While the other one rests, whatever is taken is taken by this one.
    for (const other of others) Deno.kill(other, "SIGSTOP");
    const before = taken(folder);
    await until(() => taken(folder) > before);
    Deno.kill(victim, "SIGKILL");
    for (const other of others) Deno.kill(other, "SIGCONT");
    const { said, code } = await end();
    assert.equal(code, 3);
    const names = Array.from(said.matchAll(/^(ok|differs) +(\S+)/gm), ([, , name]) => name);
    assert.deepEqual(names, SIX, said);
    if (others.length > 0) assert.match(said, /\n6 folders, 1 not as expected\n$/);
  }));

Deno.test("one interrupt ends all guests, and nothing is left behind, no empty results either", () =>
  leavingNothing(async (folder) => {
    const { child, first, end } = playing(folder, SIX, ["--junit", `${folder}/results.xml`]);
    await first();
    child.kill("SIGINT");
    assert.equal((await end()).code, 130);
  }));

Deno.test("a network name that matches nothing ends with status 2, and the near match is named", async () => {
  const { code, stderr } = await bond("emulate", "fixtures/network-name-mismatch");
  assert.equal(code, 2);
  assert.match(stderr, /pod\.yaml:\d+:\d+/);
  assert.match(stderr, /did you mean bond-net1\?/);
});

/** What shows a chain, pods without Multus, failures, kills and measurements. */
const VARIED = [
  "sriov-bond",
  "flannel-standalone",
  "failover-miimon",
  "kill-during-add",
  "two-pods",
];

for (const name of VARIED) {
  Deno.test(`two replays of ${name} give the same JSON but for what was measured`, async () => {
    const replay = async () => {
      const { stdout } = await bond("emulate", "--output", "json", `fixtures/${name}`);
      const measured = ["durationMs", "measured"];
      return JSON.parse(stdout, (key, value) => measured.includes(key) ? undefined : value);
    };
    const [one, other] = await Promise.all([replay(), replay()]);
    assert.deepEqual(one, other);
  });
}
