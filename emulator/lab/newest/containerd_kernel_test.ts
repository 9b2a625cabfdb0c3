/** containerd 2, which asks plugins for their STATUS, with the plugins that answer it: both from newer suites. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { Containerd } from "../../../bond/commands/interop/testing_containerd.ts";
import {
  addressesOf,
  assertNothingKept,
  bondNetwork,
  HostLinks,
  output,
} from "../../../bond/commands/interop/testing_runtime.ts";
import { ownNode } from "../../../bond/testing_node.ts";
import { pluginCommand } from "../../../cni/testing.ts";
import { writeLine } from "../../../scripts/output.ts";
import { newestSet, RUNTIME_PACKAGES } from "./mod.ts";

/** Where the plugin keeps its records, as docs/security.md says. */
const STATE_DIR = "/var/lib/cni/bond";

const [runtime, plugins] = [newestSet(RUNTIME_PACKAGES), newestSet()];

if (runtime && plugins) {
  Deno.test("containerd 2 hears by STATUS whether the node can have bonds, and why not", async () => {
    using _node = ownNode();
    using links = new HostLinks();
    const before = links.look();
    const [program = "", ...source] = pluginCommand();
    assert.deepEqual(source, [], "the executable has not been built");
    await using containerd = new Containerd(
      { ...bondNetwork(links.names), cniVersion: "1.1.0" },
      { programs: join(runtime.root, "usr/bin"), plugins: join(plugins.root, "usr/lib/cni") },
    );
    const calls = containerd.recordCalls(program);
    await containerd.start();
    containerd.importImage("localhost/pause:latest", "/usr/bin/sleep", "infinity");
    const verbs = () => calls().map((call) => call.split(" ")[0]);

    assert.equal((await containerd.networkReady()).status, true);
    output("mount", "-o", "remount,ro", STATE_DIR);
    const { status, message } = await containerd.networkReady();
    assert.equal(status, false);
    assert.match(message, /records cannot be kept in \/var\/lib\/cni\/bond: read-only file system/);
    output("mount", "-o", "remount,rw", STATE_DIR);
    assert.equal((await containerd.networkReady()).status, true);
    assert.deepEqual([...new Set(verbs())], ["STATUS"]);

    const id = await containerd.startPod("one");
    const pod = await containerd.look(id);
    assert.deepEqual(addressesOf(pod.links.find(({ ifname }) => ifname === "eth0")), [pod.ip]);
    await containerd.endPod(id);
    assert.deepEqual(links.look(), before);
    assertNothingKept();
    const rest = verbs().filter((verb) => verb !== "STATUS");
    assert.equal(rest[0], "ADD");
    assert.deepEqual([...new Set(rest.slice(1))], ["DEL"]);
  });
} else {
  writeLine("left out, for want of containerd 2 (deno task provision --tests): its STATUS");
}
