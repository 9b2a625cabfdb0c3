import assert from "node:assert/strict";
import { type CallerName, CALLERS, type ChainCalls } from "./callers.ts";

/** Calls that note what was asked of them, and fail where told to. */
class Calls implements ChainCalls {
  readonly netns = "/run/netns/p";
  hasCheck = true;
  netnsThere = true;
  ran = true;
  readonly made: string[] = [];

  constructor(readonly failing: Record<string, string> = {}, readonly address = true) {}

  add = () => this.#note("ADD");
  check = () => this.#note("CHECK");
  del = (netns: string) => this.#note(netns === "" ? "DEL without netns" : "DEL");
  hasNetns = () => this.netnsThere;
  closeNetns = () => void this.made.push("close");
  hasAddress = () => this.address;
  hasRun = () => this.ran;
  forget = () => void this.made.push("forget");

  #note(call: string): Promise<void> {
    this.made.push(call);
    const problem = this.failing[call];
    return problem === undefined ? Promise.resolve() : Promise.reject(new Error(problem));
  }
}

Deno.test("runtimes of Kubernetes tell of the pod in CNI_ARGS, podman its name, nerdctl nothing", () => {
  const pod = { namespace: "shop", name: "web", uid: "u-1" };
  const chain = { pod, containerId: "c1", delegates: [], devices: {}, environment: {} };
  const texts = Object.entries(CALLERS).map(([name, { cniArgs }]) => [
    name,
    cniArgs(chain).map((pair) => pair.join("=")).join(";"),
  ]);
  const kubernetes = "IgnoreUnknown=1;K8S_POD_NAMESPACE=shop;K8S_POD_NAME=web;" +
    "K8S_POD_INFRA_CONTAINER_ID=c1;K8S_POD_UID=u-1";
  assert.deepEqual(Object.fromEntries(texts), {
    multus: "",
    containerd: kubernetes,
    "containerd-1": kubernetes,
    crio: kubernetes,
    nerdctl: "IgnoreUnknown=1",
    podman: "IgnoreUnknown=1;K8S_POD_NAME=web",
  });
});

async function life(caller: CallerName, calls: Calls): Promise<string[]> {
  await CALLERS[caller].attach(calls);
  await CALLERS[caller].detach(calls);
  return calls.made;
}

Deno.test("each runtime makes its own calls in a pod's life", async () => {
  assert.deepEqual(await life("multus", new Calls()), ["ADD", "DEL"]);
  assert.deepEqual(await life("containerd", new Calls()), ["ADD", "DEL"]);
  assert.deepEqual(await life("crio", new Calls()), ["ADD", "CHECK", "DEL"]);
  assert.deepEqual(await life("podman", new Calls()), ["ADD", "DEL"]);
  assert.deepEqual(await life("nerdctl", new Calls()), [
    "DEL without netns",
    "ADD",
    "close",
    "DEL without netns",
  ]);
});

Deno.test("containerd, CRI-O and podman take a failed ADD back at once, and tell its error", async () => {
  for (const caller of ["containerd", "containerd-1", "crio", "podman"] as const) {
    const calls = new Calls({ ADD: "no link", DEL: "worse" });
    await assert.rejects(CALLERS[caller].attach(calls), new Error("no link"));
    assert.deepEqual(calls.made.slice(0, 2), ["ADD", "DEL"]);
  }
});

Deno.test("who has rolled a pod back forgets it, containerd only where that went well", async () => {
  const made = async (caller: "containerd" | "crio", failing: Record<string, string>) => {
    const calls = new Calls(failing);
    await assert.rejects(CALLERS[caller].attach(calls));
    return calls.made;
  };
  const [clean, worse] = [{ ADD: "no link" }, { ADD: "no link", DEL: "worse" }];
  assert.deepEqual(await made("containerd", clean), ["ADD", "DEL", "forget"]);
  assert.deepEqual(await made("containerd", worse), ["ADD", "DEL"]);
  assert.deepEqual(await made("crio", clean), ["ADD", "DEL", "forget"]);
  assert.deepEqual(await made("crio", worse), ["ADD", "DEL", "forget"]);
});

Deno.test("containerd does not care how DEL ends of a pod that has never run", async () => {
  const calls = new Calls({ DEL: "net1 is absent" });
  calls.ran = false;
  await CALLERS.containerd.detach(calls);
  assert.deepEqual(calls.made, ["DEL"]);
});

Deno.test("nerdctl minds no error of the DEL before ADD, and takes a failed ADD back", async () => {
  const stubborn = new Calls({ "DEL without netns": "net1 is absent" });
  await CALLERS.nerdctl.attach(stubborn);
  assert.deepEqual(stubborn.made, ["DEL without netns", "ADD"]);
  const calls = new Calls({ ADD: "no link", DEL: "worse" });
  await assert.rejects(CALLERS.nerdctl.attach(calls), new Error("no link"));
  assert.deepEqual(calls.made, ["DEL without netns", "ADD", "DEL"]);
});

Deno.test("nerdctl takes the errors of DEL for success that go-cni does", async () => {
  for (const said of ["Link not found", "no such file or directory"]) {
    await CALLERS.nerdctl.detach(new Calls({ "DEL without netns": said }));
  }
  const calls = new Calls({ "DEL without netns": "net1 is absent" });
  await assert.rejects(CALLERS.nerdctl.detach(calls), new Error("net1 is absent"));
});

Deno.test("CRI-O fails a pod whose CHECK fails", async () => {
  const calls = new Calls({ CHECK: "not as it was" });
  await assert.rejects(CALLERS.crio.attach(calls), new Error("not as it was"));
  assert.deepEqual(calls.made, ["ADD", "CHECK", "DEL", "forget"]);
});

Deno.test("containerd fails a pod without an address on eth0", async () => {
  const calls = new Calls({}, false);
  await assert.rejects(CALLERS.containerd.attach(calls), /failed to find network info/);
  assert.deepEqual(calls.made, ["ADD", "DEL", "forget"]);
});

Deno.test("containerd takes an error that says not found for success, which leaks", async () => {
  await CALLERS.containerd.detach(new Calls({ DEL: "Link not found" }));
  await assert.rejects(CALLERS.containerd.detach(new Calls({ DEL: "net1 is absent" })));
  const gone = new Calls({ "DEL without netns": "no such file or directory" });
  gone.netnsThere = false;
  await CALLERS.containerd.detach(gone);
  // Of a namespace that it has named itself, it wants to know.
  await assert.rejects(
    CALLERS.containerd.detach(new Calls({ DEL: "no such file or directory" })),
  );
});

Deno.test("containerd names no namespace once it is gone", async () => {
  const calls = new Calls();
  calls.netnsThere = false;
  await CALLERS.containerd.detach(calls);
  assert.deepEqual(calls.made, ["DEL without netns"]);
});

Deno.test("CRI-O checks no configuration of a version without CHECK", async () => {
  const calls = new Calls();
  calls.hasCheck = false;
  await CALLERS.crio.attach(calls);
  assert.deepEqual(calls.made, ["ADD"]);
});
