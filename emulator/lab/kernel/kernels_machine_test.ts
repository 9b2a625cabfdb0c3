/** Every User-mode Linux that this machine has, its own and what was fetched, and some that it must not be. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { newestSet } from "../newest/mod.ts";
import { KernelError } from "./kernel.ts";
import { collect, leavingNothing } from "./testing.ts";
import { UserModeLinux } from "./uml.ts";

/** Folders to which a kernel was unpacked, this machine's root among them. */
const roots = ["/", ...(newestSet() ? [newestSet()?.root ?? ""] : [])];

/** A bond is made; a plugin that masquerades finds its table where the kernel has any. */
const TRIAL = `set -e
uname -r
ip link add name port type veth peer name far
ip link add bond0 type bond mode active-backup miimon 100
ip link set port master bond0
ip link set far up
ip link set bond0 up
cat /sys/class/net/bond0/bonding/slaves
ip -6 address show dev lo scope host | grep -c ::1
iptables -t nat -A POSTROUTING -s 10.0.0.0/8 -j MASQUERADE
iptables -t nat -S POSTROUTING | tail -1
`;

for (const root of roots) {
  for (const preload of [false, true]) {
    const how = preload ? "with the library forced on" : "as it is";
    Deno.test(`the kernel of ${root} makes bonds, and masquerades where it has tables for that, ${how}`, () =>
      leavingNothing(async () => {
        const options = preload ? { kernelPath: root, preload } : { kernelPath: root };
        const kernel = new UserModeLinux(() => {}, options);
        const { code, stdout, stderr } = await collect(kernel, ["sh", "-c", TRIAL]);
        assert.equal(
          stdout,
          `${kernel.release}\nport\n1\n` +
            (kernel.hasFirewall ? "-A POSTROUTING -s 10.0.0.0/8 -j MASQUERADE\n" : ""),
          stderr,
        );
        assert.equal(code === 0, kernel.hasFirewall, stderr);
      }));
  }
}

/** A folder with this machine's kernel, and of its modules those whose lines are kept. */
function withModules(folder: string, kept: (line: string) => boolean): string {
  const [, release = ""] = /modules\/([^/]+)$/.exec(modulesOf()) ?? [];
  const modules = join(folder, "usr/lib/uml/modules", release);
  Deno.mkdirSync(modules, { recursive: true });
  Deno.mkdirSync(join(folder, "usr/bin"));
  Deno.symlinkSync("/usr/bin/linux.uml", join(folder, "usr/bin/linux.uml"));
  for (const { name } of Deno.readDirSync(modulesOf())) {
    if (name !== "modules.dep") Deno.symlinkSync(join(modulesOf(), name), join(modules, name));
  }
  const list = Deno.readTextFileSync(join(modulesOf(), "modules.dep"));
  Deno.writeTextFileSync(join(modules, "modules.dep"), list.split("\n").filter(kept).join("\n"));
  return folder;
}

function modulesOf(): string {
  return `/usr/lib/uml/modules/${new UserModeLinux(() => {}, { kernelPath: "/" }).release}`;
}

Deno.test("a kernel without bonding is named, with what to do", () =>
  leavingNothing(async (folder) => {
    const root = withModules(Deno.makeTempDirSync(), (line) => !line.includes("/bonding.ko"));
    const kernel = new UserModeLinux(() => {}, { kernelPath: root });
    await assert.rejects(collect(kernel, ["true"]), (error: unknown) => {
      assert.ok(error instanceof KernelError);
      assert.match(
        error.message,
        /has no bonding driver, neither built in nor among its modules: name/,
      );
      return true;
    });
    Deno.removeSync(root, { recursive: true });
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  }));

/** What cannot be booted, and what is said about it. */
const WRONG: readonly [path: string, said: RegExp][] = [
  ["/nonexistent", /^\/nonexistent has no usr\/bin\/linux\.uml: name a linux\.uml, or the folder/],
  ["/bin/true", /^\/(usr\/)?bin\/true does not start: it says /],
  ["/etc/passwd", /^\/etc\/passwd does not start: it says /],
];

for (const [path, said] of WRONG) {
  Deno.test(`${path} is no kernel, and that is said before anything is booted`, () => {
    assert.throws(() => new UserModeLinux(() => {}, { kernelPath: path }), (error: unknown) => {
      assert.ok(error instanceof KernelError);
      assert.match(error.message, said);
      return true;
    });
  });
}

Deno.test("a kernel whose modules are elsewhere is refused", () => {
  const folder = Deno.makeTempDirSync();
  Deno.copyFileSync("/usr/bin/linux.uml", join(folder, "linux.uml"));
  assert.throws(
    () => new UserModeLinux(() => {}, { kernelPath: join(folder, "linux.uml") }),
    /has none of its modules: unpack them with it/,
  );
  Deno.removeSync(folder, { recursive: true });
});
