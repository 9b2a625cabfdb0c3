/** For tests: containerd with its CRI, as a kubelet has it on a node, and all that it writes in memory. */

import assert from "node:assert/strict";
import { credentials, loadPackageDefinition } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { ownFolders } from "../../testing_node.ts";
import { writeImage } from "./testing_image.ts";
import { mountForRuntimes, output, run, type Said, type ShownLink } from "./testing_runtime.ts";

/** How long a call of the CRI, and the start of containerd, may take, in ms. */
const PATIENCE_MS = 300_000;

/** Where containerd and its client take plugins and networks from, unless they are told otherwise. */
const BIN_DIR = "/opt/cni/bin";
const CONFIG_DIR = "/etc/cni/net.d";

/** Which containerd, and which stock plugins beside the bond. */
export interface Release {
  /** Of containerd: the folder of its programs. */
  programs: string;
  plugins: string;
}

const OF_THE_MACHINE: Release = { programs: "/usr/bin", plugins: "/usr/lib/cni" };

/** Whether something about a node is as it should be. */
interface Condition {
  type: string;
  status: boolean;
  message: string;
}

/** What is seen of a pod. */
interface SeenPod {
  /** The address that the kubelet is told of. */
  ip: string;
  /** Those in its namespace. */
  links: ShownLink[];
  /** Runs a program in its namespace and returns what that says. */
  inside(...command: string[]): string;
}

/** The CRI's answers, as far as they are of interest here. */
interface Answers {
  Status: { status: { conditions: Condition[] } };
  RunPodSandbox: { pod_sandbox_id: string };
  PodSandboxStatus: { status: { network: { ip: string } }; info: { info: string } };
  StopPodSandbox: unknown;
  RemovePodSandbox: unknown;
}

type Client = {
  close(): void;
  [method: string]: unknown;
};

/** One containerd, whose network has the stock plugins beside it; disposing it ends it. */
export class Containerd implements AsyncDisposable {
  readonly binDir = BIN_DIR;
  readonly #folders = ownFolders(BIN_DIR, CONFIG_DIR);
  readonly #folder = Deno.makeTempDirSync({ dir: "/run", prefix: "containerd-" });
  #process: Deno.ChildProcess | undefined;
  readonly #logFile = `${this.#folder}/log`;
  #client: Client | undefined;

  /** @param network The configuration list of the node's network. */
  constructor(
    network: Record<string, unknown>,
    private readonly release: Release = OF_THE_MACHINE,
  ) {
    mountForRuntimes();
    const { plugins } = release;
    for (const { name } of Deno.readDirSync(plugins)) {
      Deno.symlinkSync(`${plugins}/${name}`, `${BIN_DIR}/${name}`);
    }
    Deno.writeTextFileSync(`${CONFIG_DIR}/10-bond.conflist`, JSON.stringify(network));
    Deno.writeTextFileSync(`${this.#folder}/config.toml`, configuration(this.#folder));
    Deno.writeTextFileSync(this.#logFile, "");
  }

  get #socket(): string {
    return `${this.#folder}/containerd.sock`;
  }

  /** Starts it; or starts it again, with the pods that it had. */
  async start(): Promise<void> {
    const command = `exec containerd --config ${this.#folder}/config.toml 2>> ${this.#logFile}`;
    this.#process = new Deno.Command("sh", {
      args: ["-c", command],
      // It finds its shim there, and runc where that is.
      env: { PATH: `${this.release.programs}:${Deno.env.get("PATH")}` },
      stdin: "null",
      stdout: "null",
    }).spawn();
    const proto = new URL("testdata/cri.proto", import.meta.url).pathname;
    const definition = loadSync(proto, { keepCase: true, defaults: true });
    const { runtime } = loadPackageDefinition(definition) as never as {
      runtime: { v1: { RuntimeService: new (...args: unknown[]) => Client } };
    };
    this.#client = new runtime.v1.RuntimeService(
      `unix://${this.#socket}`,
      credentials.createInsecure(),
    );
    for (const deadline = performance.now() + PATIENCE_MS;;) {
      try {
        await this.call("Status", {});
        return;
      } catch (error) {
        assert.ok(performance.now() < deadline, `containerd does not answer: ${error}`);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }

  /** Kills it, as a node does that runs out of memory; its pods live on. */
  async kill(): Promise<void> {
    this.#client?.close();
    this.#process?.kill("SIGKILL");
    await this.#process?.status;
    this.#process = undefined;
  }

  /** Gives it the image `name`, whose only program runs with these arguments. */
  importImage(name: string, ...command: string[]): void {
    const archive = `${this.#folder}/image.tar`;
    writeImage(archive, name, command);
    const { code, stderr } = this.ctr("images", "import", archive);
    assert.equal(code, 0, stderr);
  }

  /**
   * Gives it the plugin `program`, and has each call of it written down. Returns what reads these: the verb, and
   * whether the container's namespace was there.
   */
  recordCalls(program: string): () => string[] {
    const calls = `${this.#folder}/calls`;
    Deno.writeTextFileSync(calls, "");
    Deno.writeTextFileSync(
      `${BIN_DIR}/bond`,
      `#!/bin/sh
if [ -e "$CNI_NETNS" ]; then there=there; else there=gone; fi
echo "$CNI_COMMAND $there" >> ${calls}
exec ${program}
`,
      { mode: 0o755 },
    );
    return () => Deno.readTextFileSync(calls).split("\n").filter((line) => line !== "");
  }

  /** Runs its command-line client on what belongs to the kubelet. */
  ctr(...args: string[]): Said {
    return run(`${this.release.programs}/ctr`, [
      "--address",
      this.#socket,
      "--namespace",
      "k8s.io",
      ...args,
    ]);
  }

  /** Returns whether it would start pods, as far as their network is concerned. */
  async networkReady(): Promise<Condition> {
    const { status: { conditions } } = await this.call("Status", {});
    const ready = conditions.find(({ type }) => type === "NetworkReady");
    assert.ok(ready);
    return ready;
  }

  /** Starts a pod, of which `config` says more, and returns its ID. */
  async startPod(name: string, config: Record<string, unknown> = {}): Promise<string> {
    const metadata = { name, uid: `uid-of-${name}`, namespace: "default", attempt: 0 };
    const { pod_sandbox_id } = await this.call("RunPodSandbox", {
      config: { metadata, hostname: name, log_directory: "/run/logs", linux: {}, ...config },
    });
    return pod_sandbox_id;
  }

  async endPod(pod_sandbox_id: string): Promise<void> {
    await this.call("StopPodSandbox", { pod_sandbox_id });
    await this.call("RemovePodSandbox", { pod_sandbox_id });
  }

  /** Returns what the kubelet is told of a pod, and what is in its namespace. */
  async look(pod_sandbox_id: string): Promise<SeenPod> {
    const { status, info } = await this.call("PodSandboxStatus", { pod_sandbox_id, verbose: true });
    const { runtimeSpec }: {
      runtimeSpec: { linux: { namespaces: { type: string; path?: string }[] } };
    } = JSON.parse(info.info);
    const netns = runtimeSpec.linux.namespaces.find(({ type }) => type === "network")?.path ?? "";
    const inside = (...command: string[]) => output("nsenter", `--net=${netns}`, ...command);
    return { ip: status.network.ip, inside, links: JSON.parse(inside("ip", "-j", "address")) };
  }

  /** Calls the CRI, as the kubelet does. Rejects with its error. */
  call<Method extends keyof Answers>(method: Method, request: unknown): Promise<Answers[Method]> {
    const client = this.#client;
    const options = { deadline: Date.now() + PATIENCE_MS };
    return new Promise((resolve, reject) => {
      const done = (error: unknown, answer: Answers[Method]) =>
        error
          ? reject(
            new Error(`${method}: ${error}\n${Deno.readTextFileSync(this.#logFile).slice(-4_000)}`),
          )
          : resolve(answer);
      (client?.[method] as (...args: unknown[]) => void).call(client, request, options, done);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    this.#folders[Symbol.dispose]();
  }
}

function configuration(folder: string): string {
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
bin_dir = "${BIN_DIR}"
conf_dir = "${CONFIG_DIR}"
`;
}
