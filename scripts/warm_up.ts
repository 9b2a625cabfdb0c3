/**
 * A program of its own, for `scripts/code_cache.ts`: loads parts as the executable does, has each serve what
 * it is for, and writes the code caches of all that V8 has compiled by then. Whoever runs this sees to it that
 * nothing that it does lasts.
 *
 *     warm_up FOLDER EXAMPLE PART...   makes the cache of each PART, as JSON, in FOLDER; says which calls fail
 *     warm_up NAME CACHE EXAMPLE       makes that of NAME, a part for CNI_COMMAND in this folder
 */
import { Script } from "node:vm";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { createLink, createNetns, Netns, Rtnetlink } from "../netlink/mod.ts";
import type { BundledPart } from "./bundle.ts";
import { writeOut } from "./output.ts";

/** The container, which has two links. */
const CONTAINER = "/var/lib/container";

const CONFIG = {
  cniVersion: "1.1.0",
  name: "n",
  type: "bond",
  mode: "active-backup",
  miimon: 100,
  linksInContainer: true,
  links: [{ name: "net1" }, { name: "net2" }],
  "cni.dev/valid-attachments": [],
};

/** What an IPAM plugin gives, whatever it is asked. */
const ADDRESSES = {
  cniVersion: "1.1.0",
  ips: [{ address: "192.0.2.2/24", gateway: "192.0.2.1" }],
  routes: [{ dst: "0.0.0.0/0" }],
};

const [first = "", second = "", ...others] = Deno.args;
if (basename(first) === first) await warmUp(first, second, others[0] ?? "");
else await warmUpAll(first, second, others.map((part) => JSON.parse(part)));

/** Calls by a runtime, one after another: each finds what those before have left. */
async function warmUpAll(folder: string, example: string, parts: BundledPart[]): Promise<void> {
  createNetns(CONTAINER);
  using netns = Netns.open(CONTAINER);
  using rt = Rtnetlink.open({ netns });
  createLink(rt, { name: "net1", kind: "veth", veth: { peer: { name: "net2" } } });
  const ipam = { type: "addresses" };
  Deno.writeTextFileSync(
    join(folder, ipam.type),
    `#!/bin/sh\necho '${JSON.stringify(ADDRESSES)}'\n`,
    { mode: 0o755 },
  );
  let prevResult: unknown;
  for (const part of parts) {
    const { path, command } = part;
    const child = new Deno.Command(Deno.execPath(), {
      args: [basename(path), join(folder, basename(path)), example],
      // The name of a script is in its cache.
      cwd: dirname(path),
      env: command === "" ? {} : {
        CNI_COMMAND: command,
        CNI_CONTAINERID: "c",
        CNI_NETNS: CONTAINER,
        CNI_IFNAME: "bond0",
        CNI_PATH: folder,
      },
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const config = { ...CONFIG, ...part.ipam ? { ipam } : {}, prevResult };
    await ReadableStream.from([JSON.stringify(config)]).pipeThrough(new TextEncoderStream())
      .pipeTo(child.stdin);
    const { success, stdout } = await child.output();
    if (!success) writeOut(Deno.stdout, new TextEncoder().encode(`${command}: `));
    if (!success) writeOut(Deno.stdout, stdout);
    else if (command === "ADD") prevResult = JSON.parse(new TextDecoder().decode(stdout));
  }
}

async function warmUp(name: string, cache: string, example: string): Promise<void> {
  const script = new Script(Deno.readTextFileSync(name), {
    filename: `bond:${name}`,
    lineOffset: -1,
  });
  const module = { exports: {} as Record<string, unknown> };
  const timers = { setTimeout, clearTimeout, setInterval, clearInterval };
  script.runInThisContext()(module, module.exports, createRequire(import.meta.url), timers);
  const { bondPlugin, runPlugin, runCommandLine, runLint = runCommandLine } = module.exports;
  const isCall = Deno.env.has("CNI_COMMAND") && typeof runPlugin === "function";
  const code = isCall ? await runPlugin(bondPlugin) : 0;
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
  Deno.exit(code);
}
