/** For tests: containerd with its CRI, as a kubelet has it on a node, and all that it writes in memory. */

import assert from "node:assert/strict";
import { credentials, loadPackageDefinition } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { writeImage } from "./testing_image.ts";

/** How long a call of the CRI, and the start of containerd, may take, in ms. */
const PATIENCE_MS = 120_000;

/** The CRI's answers, as far as they are of interest here. */
interface Answers {
  Status: { status: { conditions: { type: string; status: boolean; message: string }[] } };
  RunPodSandbox: { pod_sandbox_id: string };
  PodSandboxStatus: { status: { network: { ip: string } }; info: { info: string } };
  StopPodSandbox: unknown;
  RemovePodSandbox: unknown;
}

type Client = {
  close(): void;
  [method: string]: unknown;
};

/** One containerd, in a folder below /run; disposing it ends it. */
export class Containerd implements Disposable {
  readonly folder: string = Deno.makeTempDirSync({ dir: "/run", prefix: "containerd-" });
  readonly binDir = `${this.folder}/bin`;
  #process: Deno.ChildProcess | undefined;
  #client: Client | undefined;

  /** @param network The configuration list of the node's network. */
  constructor(network: Record<string, unknown>) {
    for (const name of ["bin", "net.d"]) Deno.mkdirSync(`${this.folder}/${name}`);
    for (const { name } of Deno.readDirSync("/usr/lib/cni")) {
      Deno.symlinkSync(`/usr/lib/cni/${name}`, `${this.binDir}/${name}`);
    }
    Deno.writeTextFileSync(`${this.folder}/net.d/10-bond.conflist`, JSON.stringify(network));
    Deno.writeTextFileSync(`${this.folder}/config.toml`, configuration(this.folder, this.binDir));
  }

  get #socket(): string {
    return `${this.folder}/containerd.sock`;
  }

  /** Starts it; or starts it again, with the pods that it had. */
  async start(): Promise<void> {
    this.#process = new Deno.Command("containerd", {
      args: ["--config", `${this.folder}/config.toml`],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    for (const deadline = performance.now() + PATIENCE_MS;;) {
      if (this.ctr("version").success) break;
      assert.ok(performance.now() < deadline, "containerd does not answer");
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    const proto = new URL("testdata/cri.proto", import.meta.url).pathname;
    const definition = loadSync(proto, { keepCase: true, defaults: true });
    const { runtime } = loadPackageDefinition(definition) as never as {
      runtime: { v1: { RuntimeService: new (...args: unknown[]) => Client } };
    };
    this.#client = new runtime.v1.RuntimeService(
      `unix://${this.#socket}`,
      credentials.createInsecure(),
    );
  }

  /** Kills it, as a node does that runs out of memory; its pods live on. */
  async kill(): Promise<void> {
    this.#client?.close();
    this.#process?.kill("SIGKILL");
    await this.#process?.status;
    this.#process = undefined;
  }

  /** Gives it the image for pods that do nothing. */
  importImages(): void {
    const archive = `${this.folder}/pause.tar`;
    writeImage(archive, "localhost/pause:latest", ["/usr/bin/sleep", "infinity"]);
    const { success, text } = this.ctr("--namespace", "k8s.io", "images", "import", archive);
    assert.ok(success, text);
  }

  /** Runs its command-line client. */
  ctr(...args: string[]): { success: boolean; text: string } {
    const { success, stdout, stderr } = new Deno.Command("ctr", {
      args: ["--address", this.#socket, ...args],
    }).outputSync();
    return { success, text: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
  }

  /** Calls the CRI, as the kubelet does. Rejects with its error. */
  call<Method extends keyof Answers>(method: Method, request: unknown): Promise<Answers[Method]> {
    const client = this.#client;
    const options = { deadline: Date.now() + PATIENCE_MS };
    return new Promise((resolve, reject) => {
      const done = (error: unknown, answer: Answers[Method]) =>
        error ? reject(error) : resolve(answer);
      (client?.[method] as (...args: unknown[]) => void).call(client, request, options, done);
    });
  }

  [Symbol.dispose](): void {
    this.#client?.close();
    try {
      this.#process?.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
  }
}

function configuration(folder: string, binDir: string): string {
  const unused = ["btrfs", "devmapper", "zfs", "aufs"].map((name) =>
    `"io.containerd.snapshotter.v1.${name}"`
  );
  return `version = 2
root = "${folder}/root"
state = "${folder}/state"
disabled_plugins = [${unused.join(", ")}]
[grpc]
address = "${folder}/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
sandbox_image = "localhost/pause:latest"
restrict_oom_score_adj = true
disable_apparmor = true
[plugins."io.containerd.grpc.v1.cri".cni]
bin_dir = "${binDir}"
conf_dir = "${folder}/net.d"
`;
}
