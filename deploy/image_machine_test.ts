/** The image, as the DaemonSet runs it: on this machine, by podman, without a network. */

import assert from "node:assert/strict";
import { parse } from "yaml";
import { buildImage } from "../scripts/release/image.ts";

const program = new URL("../dist/bond", import.meta.url).pathname;
const tag = "localhost/bond-of-a-test";

interface Container {
  args: string[];
  securityContext: { capabilities: { add: string[] } };
}

const daemonSet: {
  spec: { template: { spec: { initContainers: [Container]; containers: [Container] } } };
} = parse(Deno.readTextFileSync(new URL("base/daemonset.yaml", import.meta.url)));

function podman(...args: string[]): { success: boolean; stdout: string; stderr: string } {
  const { success, stdout, stderr } = new Deno.Command("podman", { args }).outputSync();
  const decoder = new TextDecoder();
  return { success, stdout: decoder.decode(stdout).trim(), stderr: decoder.decode(stderr) };
}

/** Runs the image with no rights but those named; with the option --detach, meanwhile. */
function runImage(
  capabilities: readonly string[],
  options: readonly string[],
  args: readonly string[],
) {
  return podman(
    ...[
      "run",
      "--rm",
      "--runtime",
      "runc",
      "--network",
      "none",
      "--read-only",
      "--read-only-tmpfs=false",
    ],
    ...["--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1024:1024", "--cap-drop", "ALL"],
    ...["--security-opt", "no-new-privileges"],
    ...capabilities.flatMap((name) => ["--cap-add", name]),
    ...options,
    tag,
    ...args,
  );
}

function digest(): string {
  return podman("image", "inspect", "--format", "{{.Digest}}", tag).stdout;
}

Deno.test("the image has the program and its libraries, runs without any right, and is always the same", async (t) => {
  await buildImage(program, tag);
  try {
    const first = digest();
    assert.match(first, /^sha256:[0-9a-f]{64}$/);

    await t.step("nothing else is in it", () => {
      const place = podman("image", "mount", tag).stdout;
      try {
        assert.deepEqual(filesBelow(place).sort(), ["/bond", ...libraries()].sort());
      } finally {
        podman("image", "unmount", tag);
      }
    });

    await t.step("as nobody, read-only, it says its version and answers VERSION", () => {
      const version = runImage([], ["--user", "65532"], ["--version"]);
      assert.match(version.stdout, /^bond \d+\.\d+\.\d+/, version.stderr);
      const answer = runImage([], ["--user", "65532", "--env", "CNI_COMMAND=VERSION"], []);
      assert.ok(JSON.parse(answer.stdout).supportedVersions.includes("1.1.0"), answer.stderr);
    });

    await t.step(
      "with the DaemonSet's rights and arguments it installs itself on the node",
      async () => {
        const node = Deno.makeTempDirSync({ prefix: "bond-node-" });
        try {
          for (const folder of ["opt/cni/bin", "etc", "proc"]) {
            Deno.mkdirSync(`${node}/${folder}`, { recursive: true });
          }
          const policy = Deno.makeTempDirSync({ dir: node });
          Deno.writeTextFileSync(`${policy}/policy.json`, "{}");
          const options = [
            ...["--volume", `${node}:/host`, "--volume", `${policy}:/policy:ro`],
            ...["--volume", "/proc:/host/proc:ro"],
          ];
          const { initContainers: [init], containers: [keep] } = daemonSet.spec.template.spec;
          const given = argsOf(init);
          const rights = init.securityContext.capabilities.add;

          const refused = runImage(rights, options, given);
          assert.equal(refused.success, false);
          assert.match(refused.stderr, /the node has no \/lib64\/ld-linux-x86-64\.so\.2/);
          assert.deepEqual([...Deno.readDirSync(`${node}/opt/cni/bin`)], []);

          copyLibraries(node);
          const installed = runImage(rights, options, given);
          assert.ok(installed.success, installed.stderr);
          assert.match(installed.stdout, /installed \/opt\/cni\/bin\/bond/);
          const { mode, size } = Deno.statSync(`${node}/opt/cni/bin/bond`);
          assert.deepEqual([(mode ?? 0) & 0o7777, size], [0o755, Deno.statSync(program).size]);
          assert.equal(Deno.readTextFileSync(`${node}/etc/cni/bond/policy.json`), "{}");

          // It is put there again, and then goes with the one that has put it there.
          Deno.removeSync(`${node}/opt/cni/bin/bond`);
          const kept = runImage(
            keep.securityContext.capabilities.add,
            [...options, "--detach"],
            [...argsOf(keep), "--uninstall-at-end"],
          );
          assert.ok(kept.success, kept.stderr);
          while (!exists(`${node}/opt/cni/bin/bond`) && isRunning(kept.stdout)) {
            await new Promise((resolve) => setTimeout(resolve, 100));
          }
          const stopped = podman("stop", "--time", "30", kept.stdout);
          assert.ok(stopped.success, stopped.stderr);
          assert.deepEqual(
            [...Deno.readDirSync(`${node}/opt/cni/bin`)],
            [],
            "it went when asked to",
          );
          assert.equal(isRunning(kept.stdout), false);
        } finally {
          Deno.removeSync(node, { recursive: true });
        }
      },
    );

    await t.step("built again it has the same digest", async () => {
      await buildImage(program, tag);
      assert.equal(digest(), first);
    });
  } finally {
    podman("rmi", "--force", tag);
  }
});

function isRunning(container: string): boolean {
  return podman("inspect", "--format", "{{.State.Running}}", container).stdout === "true";
}

function exists(path: string): boolean {
  try {
    return Deno.lstatSync(path).isFile;
  } catch {
    return false;
  }
}

function argsOf({ args }: Container): string[] {
  return args.map((arg) => arg.replace("$(CNI_BIN_DIR)", "/opt/cni/bin"));
}

/** The paths of all files in a folder, as if it were the root. */
function filesBelow(folder: string): string[] {
  const { stdout } = new Deno.Command("find", { args: [folder, "-type", "f", "-printf", "/%P\n"] })
    .outputSync();
  return new TextDecoder().decode(stdout).trim().split("\n");
}

/** The loader and the libraries that the program is linked with. */
function libraries(): string[] {
  const { stdout } = new Deno.Command("ldd", { args: [program] }).outputSync();
  return new TextDecoder().decode(stdout).match(/(?<=\s)\/\S+/g) ?? [];
}

function copyLibraries(node: string): void {
  for (const file of libraries()) {
    Deno.mkdirSync(`${node}${file.slice(0, file.lastIndexOf("/"))}`, { recursive: true });
    Deno.copyFileSync(file, `${node}${file}`);
  }
}
