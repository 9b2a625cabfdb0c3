/** The runtime against the stock plugins of /usr/lib/cni (1.1.1, which speak up to 1.0.0). */

import assert from "node:assert/strict";
import { createNetns, deleteNetns } from "../../netlink/mod.ts";
import { ip } from "../testdata/wire.ts";
import { CniError } from "../errors.ts";
import { type NetworkList, parseNetworkList } from "./network_list.ts";
import {
  addNetworkList,
  checkNetworkList,
  delNetworkList,
  gcNetworkList,
  validateNetworkList,
} from "./list_operations.ts";
import type { ExecRecord, Runtime } from "./runtime.ts";

/** A container's namespace, a bridge in a namespace of the node, and files of their own. */
class Node implements Disposable {
  readonly directory = Deno.makeTempDirSync();
  readonly id = `cni-${crypto.randomUUID().slice(0, 8)}`;
  readonly netns = `/run/netns/${this.id}`;
  readonly attachment = { containerId: this.id, netns: this.netns, ifname: "eth0" };
  readonly records: ExecRecord[] = [];
  readonly runtime: Runtime = {
    path: ["/usr/lib/cni"],
    cacheDir: `${this.directory}/cache`,
    onExec: (record) => this.records.push(record),
  };

  constructor() {
    createNetns(this.netns);
  }

  list(cniVersion: string, plugins: unknown[] = []): NetworkList {
    const ptp = {
      type: "ptp",
      ipam: {
        type: "host-local",
        subnet: "10.77.0.0/24",
        routes: [{ dst: "0.0.0.0/0" }],
        dataDir: `${this.directory}/ipam`,
      },
    };
    const json = { name: this.id, cniVersion, plugins: [ptp, ...plugins] };
    return parseNetworkList(new TextEncoder().encode(JSON.stringify(json)));
  }

  reserved(): string[] {
    return [...Deno.readDirSync(`${this.directory}/ipam/${this.id}`)].map(({ name }) => name)
      .filter((name) => name.startsWith("10.77."));
  }

  [Symbol.dispose](): void {
    deleteNetns(this.netns);
    Deno.removeSync(this.directory, { recursive: true });
  }
}

Deno.test("ptp, host-local and tuning run as a list: ADD, CHECK, DEL, in every version with lists", async () => {
  for (const cniVersion of ["0.3.1", "0.4.0", "1.0.0"]) {
    using node = new Node();
    const tuning = { type: "tuning", mtu: 1400 };
    const list = node.list(cniVersion, [tuning]);
    assert.deepEqual(await validateNetworkList(node.runtime, list), []);

    const result = await addNetworkList(node.runtime, list, node.attachment);
    assert.equal(result.ips[0]?.address, "10.77.0.2/24");
    const inside = result.interfaces.find(({ sandbox }) => sandbox === node.netns);
    assert.equal(inside?.name, "eth0");
    const [link] = JSON.parse(ip("-n", node.id, "-j", "link", "show", "eth0"));
    assert.deepEqual([link.mtu, link.address], [1400, inside?.mac]);
    assert.deepEqual(node.reserved(), ["10.77.0.2"]);

    if (cniVersion !== "0.3.1") await checkNetworkList(node.runtime, list, node.attachment);
    await delNetworkList(node.runtime, list, node.attachment);
    assert.deepEqual(node.reserved(), []);
    assert.throws(() => ip("-n", node.id, "link", "show", "eth0"));
  }
});

Deno.test("CHECK notices what was taken away, with the plugin's words", async () => {
  using node = new Node();
  const list = node.list("1.0.0");
  await addNetworkList(node.runtime, list, node.attachment);
  ip("-n", node.id, "addr", "flush", "dev", "eth0");
  await assert.rejects(checkNetworkList(node.runtime, list, node.attachment), (error: unknown) => {
    assert.ok(error instanceof CniError);
    assert.match(error.message, /^Failed to match addr 10\.77\.0\.2\/24 on interface eth0$/);
    return true;
  });
  await delNetworkList(node.runtime, list, node.attachment);
});

Deno.test("GC gives back the address of an attachment whose namespace is gone", async () => {
  using node = new Node();
  const list = node.list("1.0.0");
  await addNetworkList(node.runtime, list, node.attachment);
  deleteNetns(node.netns);
  await gcNetworkList(node.runtime, list, []);
  assert.deepEqual(node.reserved(), []);
});
