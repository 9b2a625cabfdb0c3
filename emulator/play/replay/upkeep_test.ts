import assert from "node:assert/strict";
import type { PodChain } from "../../input/model.ts";
import { CALLER_NAMES, type CallerName } from "./callers.ts";
import { addPod, MultusError } from "./multus.ts";
import { chain, delegate, NETNS, Stage } from "./testing.ts";
import { askStatus, collectGarbage, type Upkeep } from "./upkeep.ts";

const NEW = { cniVersion: "1.1.0" };

const pod = () => chain(delegate("eth0", NEW), delegate("net1", NEW));

/** A pod whose networks, of CNI 1.1.0, are attached, and whose namespace may be gone. */
class Attached extends Stage {
  static async create(chain: PodChain = pod()): Promise<Attached> {
    const stage = new Attached(chain);
    stage.plugin.reply("ADD", { stdout: { ...NEW, interfaces: [{ name: "x" }] } });
    await addPod(stage.multus, chain, NETNS);
    stage.calls.length = 0;
    return stage;
  }

  /** Returns what ran of STATUS, then GC. */
  async upkeep(upkeep: Partial<Upkeep>, { isStale = false } = {}): Promise<string[]> {
    const all: Upkeep = { by: "runtime", caller: "crio", cniVersion: "1.1.0", ...upkeep };
    await askStatus(this.multus, this.chain, all);
    const { containerId, delegates } = this.chain;
    await collectGarbage(this.multus, this.chain, all, {
      attachments: (name) =>
        delegates.filter(({ cniName }) => cniName === name && !isStale)
          .map(({ ifname }) => ({ containerId, ifname })),
      isStale,
      del: () => Promise.resolve(void this.calls.push("DEL of the pod")),
    });
    return this.calls.splice(0).map((call) => call.trim());
  }

  /** What the last call was told of the attachments that there are. */
  get valid(): unknown {
    return JSON.parse(this.plugin.calls().at(-1)?.stdin ?? "")["cni.dev/valid-attachments"];
  }
}

const STATUS_AND_GC = ["STATUS default/eth0-net", "GC default/eth0-net"];

Deno.test("containerd asks for STATUS from 2.0 on, CRI-O has garbage collected too, and others call neither", async () => {
  using stage = await Attached.create();
  const calls: Partial<Record<CallerName, string[]>> = {};
  for (const caller of CALLER_NAMES) calls[caller] = await stage.upkeep({ caller });
  assert.deepEqual(calls, {
    multus: [],
    containerd: STATUS_AND_GC.slice(0, 1),
    "containerd-1": [],
    crio: STATUS_AND_GC,
    nerdctl: [],
    podman: [],
  });
});

Deno.test("a runtime calls Multus where Multus' own configuration is of CNI 1.1.0, whatever the networks are", async () => {
  using stage = await Attached.create();
  assert.deepEqual(await stage.upkeep({ cniVersion: "1.0.0" }), []);
  assert.deepEqual(await stage.upkeep({ cniVersion: "1.1.0" }), STATUS_AND_GC);
  assert.deepEqual(await stage.upkeep({ by: "multus", cniVersion: "1.0.0" }), STATUS_AND_GC);
});

Deno.test("CRI-O has a pod detached whose namespace is gone, of any version, and Multus holds all for valid", async () => {
  using stage = await Attached.create();
  assert.deepEqual(await stage.upkeep({ cniVersion: "1.0.0" }, { isStale: true }), [
    "DEL of the pod",
  ]);
  assert.deepEqual(await stage.upkeep({}, { isStale: true }), [
    "STATUS default/eth0-net",
    "DEL of the pod",
    "GC default/eth0-net",
  ]);
  assert.deepEqual(stage.valid, [
    { containerID: "c1", ifname: "eth0" },
    { containerID: "c1", ifname: "net1" },
  ]);
});

Deno.test("Multus passes on no variable of an attachment, and its own path of plugins", async () => {
  using stage = await Attached.create();
  await stage.upkeep({ by: "multus" });
  for (const { variables } of stage.plugin.calls().slice(-2)) {
    const { CNI_CONTAINERID, CNI_NETNS, CNI_IFNAME, CNI_ARGS, CNI_PATH } = variables;
    assert.deepEqual([CNI_CONTAINERID, CNI_NETNS, CNI_IFNAME, CNI_ARGS], ["", "", "", ""]);
    assert.equal(CNI_PATH, stage.plugin.directory);
  }
});

Deno.test("a network that a pod has chosen in place of the default one is not asked", async () => {
  const chosen = { ...delegate("eth0", NEW), network: "kube-system/fast" };
  using stage = await Attached.create({ ...chain(chosen), replaced: delegate("eth0", NEW) });
  assert.deepEqual(await stage.upkeep({ by: "multus" }), STATUS_AND_GC);
});

Deno.test("a default network of an older version is asked nothing", async () => {
  using stage = await Attached.create(chain(delegate("eth0"), delegate("net1", NEW)));
  assert.deepEqual(await stage.upkeep({ by: "multus" }), []);
});

Deno.test("GC of a Multus that has never attached anything fails", async () => {
  using stage = new Stage(pod());
  const { directory } = stage.multus;
  const upkeep: Upkeep = { by: "multus", caller: "multus", cniVersion: "1.1.0" };
  const survivors = { attachments: () => [], isStale: false, del: () => Promise.resolve() };
  await assert.rejects(
    collectGarbage(stage.multus, stage.chain, upkeep, survivors),
    new MultusError(
      `error in gather valid attachments: open ${directory}/results: no such file or directory`,
    ),
  );
});

Deno.test("without Multus CRI-O calls the pod's network itself; its list of none is null", async () => {
  using stage = await Attached.create({ ...chain(delegate("eth0", NEW)), standalone: true });
  assert.deepEqual(await stage.upkeep({}), STATUS_AND_GC);
  assert.deepEqual(stage.valid, [{ containerID: "c1", ifname: "eth0" }]);
  assert.deepEqual(await stage.upkeep({}, { isStale: true }), [
    "STATUS default/eth0-net",
    "DEL default/eth0-net eth0",
    "GC default/eth0-net",
  ]);
  assert.equal(stage.valid, null);
});

Deno.test("without anybody in particular all networks of the pod are called", async () => {
  using stage = await Attached.create();
  assert.deepEqual(await stage.upkeep({ by: undefined, caller: "multus", cniVersion: "1.0.0" }), [
    "STATUS default/eth0-net",
    "STATUS default/net1-net",
    "GC default/eth0-net",
    "GC default/net1-net",
  ]);
});
