/**
 * A program of its own, for `scripts/code_cache.ts`: loads a part as the executable does, has it serve a
 * call, and writes the code cache of all that V8 has compiled by then: PART COMMAND CACHE EXAMPLE, run in
 * the folder of the part, where the example is manifests for the command line. A CNI command finds a
 * container with two links. Whoever runs this sees to it that nothing that it does lasts.
 */
import { Script } from "node:vm";
import { createRequire } from "node:module";
import { MemoryHost } from "../cni/mod.ts";
import { createLink, createNetns, Netns, Rtnetlink } from "../netlink/mod.ts";

const CONTAINER = "/var/lib/container";

const [part = "", command = "", cache = "", example = ""] = Deno.args;
const script = new Script(Deno.readTextFileSync(part), {
  filename: `bond:${part}`,
  lineOffset: -1,
});
const module = { exports: {} as Record<string, unknown> };
const timers = { setTimeout, clearTimeout, setInterval, clearInterval };
script.runInThisContext()(module, module.exports, createRequire(import.meta.url), timers);
const { bondPlugin, runPlugin, runCommandLine, runLint = runCommandLine } = module.exports;
if (command !== "" && typeof runPlugin === "function") await runPlugin(bondPlugin, callOf(command));
if (typeof runLint === "function") await runLint(["lint", example]);
// While threads of V8 are still at work on functions, that is in the cache too, which is to be the same each time.
let last = script.createCachedData();
for (let settled = false; !settled;) {
  await new Promise((resolve) => setTimeout(resolve, 100));
  const next = script.createCachedData();
  settled = next.equals(last);
  last = next;
}
Deno.writeFileSync(cache, last);
Deno.exit();

/** A call that leaves nothing behind where the kernel has no bonding driver, as on most machines that build. */
function callOf(command: string): MemoryHost {
  createNetns(CONTAINER);
  using netns = Netns.open(CONTAINER);
  using rt = Rtnetlink.open({ netns });
  createLink(rt, { name: "net1", kind: "veth", veth: { peer: { name: "net2" } } });
  const config = {
    cniVersion: "1.1.0",
    name: "n",
    type: "bond",
    mode: "active-backup",
    miimon: 100,
    linksInContainer: true,
    links: [{ name: "net1" }, { name: "net2" }],
    "cni.dev/valid-attachments": [],
  };
  const variables = {
    CNI_COMMAND: command,
    CNI_CONTAINERID: "c",
    CNI_NETNS: CONTAINER,
    CNI_IFNAME: "bond0",
    CNI_PATH: "/opt/cni/bin",
  };
  return new MemoryHost({ variables, stdin: new TextEncoder().encode(JSON.stringify(config)) });
}
