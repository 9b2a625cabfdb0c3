import assert from "node:assert/strict";
import { type CallerName, CALLERS, type ChainCalls } from "./callers.ts";

/** Calls that note what was asked of them, and fail where told to. */
class Calls implements ChainCalls {
  readonly netns = "/run/netns/p";
  hasCheck = true;
  netnsThere = true;
  readonly made: string[] = [];

  constructor(readonly failing: Record<string, string> = {}, readonly address = true) {}

  add = () => this.#note("ADD");
  check = () => this.#note("CHECK");
  del = (netns: string) => this.#note(netns === "" ? "DEL without netns" : "DEL");
  hasNetns = () => this.netnsThere;
  closeNetns = () => void this.made.push("close");
  hasAddress = () => this.address;

  #note(call: string): Promise<void> {
    this.made.push(call);
    const problem = this.failing[call];
    return problem === undefined ? Promise.resolve() : Promise.reject(new Error(problem));
  }
}

async function life(caller: CallerName, calls: Calls): Promise<string[]> {
  await CALLERS[caller].attach(calls);
  await CALLERS[caller].detach(calls);
  return calls.made;
}

Deno.test("cni 80: each runtime makes its own calls in a pod's life", async () => {
  assert.deepEqual(await life("multus", new Calls()), ["ADD", "DEL"]);
  assert.deepEqual(await life("containerd", new Calls()), ["ADD", "DEL"]);
  assert.deepEqual(await life("crio", new Calls()), ["ADD", "CHECK", "DEL"]);
  assert.deepEqual(await life("nerdctl", new Calls()), [
    "DEL without netns",
    "ADD",
    "close",
    "DEL without netns",
  ]);
});

Deno.test("cni 80: containerd and CRI-O take a failed ADD back at once, and tell its error", async () => {
  for (const caller of ["containerd", "crio"] as const) {
    const calls = new Calls({ ADD: "no link", DEL: "worse" });
    await assert.rejects(CALLERS[caller].attach(calls), new Error("no link"));
    assert.deepEqual(calls.made, ["ADD", "DEL"]);
  }
});

Deno.test("cni 80: CRI-O fails a pod whose CHECK fails", async () => {
  const calls = new Calls({ CHECK: "not as it was" });
  await assert.rejects(CALLERS.crio.attach(calls), new Error("not as it was"));
  assert.deepEqual(calls.made, ["ADD", "CHECK", "DEL"]);
});

Deno.test("cni 80: containerd fails a pod without an address on eth0", async () => {
  const calls = new Calls({}, false);
  await assert.rejects(CALLERS.containerd.attach(calls), /failed to find network info/);
  assert.deepEqual(calls.made, ["ADD", "DEL"]);
});

Deno.test("cni 80: containerd takes an error that says not found for success, which leaks", async () => {
  await CALLERS.containerd.detach(new Calls({ DEL: "Link not found" }));
  await CALLERS.containerd.detach(new Calls({ DEL: "no such file or directory" }));
  await assert.rejects(CALLERS.containerd.detach(new Calls({ DEL: "net1 is absent" })));
});

Deno.test("cni 80: containerd names no namespace once it is gone", async () => {
  const calls = new Calls();
  calls.netnsThere = false;
  await CALLERS.containerd.detach(calls);
  assert.deepEqual(calls.made, ["DEL without netns"]);
});

Deno.test("cni 80: CRI-O checks no configuration of a version without CHECK", async () => {
  const calls = new Calls();
  calls.hasCheck = false;
  await CALLERS.crio.attach(calls);
  assert.deepEqual(calls.made, ["ADD"]);
});
