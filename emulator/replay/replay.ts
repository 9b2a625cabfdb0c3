/** The replay of pods on a node: attach, look, detach, compare. */

import { isJsonObject } from "../../cni/mod.ts";
import { findLink, type Link, Netns, Rtnetlink } from "../../netlink/mod.ts";
import type { Delegate, NodeModel, PodChain } from "../model.ts";
import { networkStatus } from "../network_status.ts";
import {
  findLeaks,
  isHardware,
  podNetnsPath,
  Sandbox,
  type Snapshot,
  type Thing,
} from "../sandbox/mod.ts";
import type { ChainLink, ReplayEvent, Verdict } from "./events.ts";
import { MULTUS_DIR } from "./cache.ts";
import { addPod, type AttachedNetwork, delPod, type Multus } from "./multus.ts";
import { podLinks } from "./pod_links.ts";
import { Programs, type ProgramSettings } from "./programs.ts";
import { toStep } from "./trace.ts";

/** What to replay. */
export interface ReplayPlan {
  node: NodeModel;
  chains: PodChain[];
  programs: ProgramSettings;
  /** Go on with the next pod when one has failed. */
  keepGoing: boolean;
  /** Which kind of kernel this is, for the report. */
  provider: string;
}

/**
 * Replays the pods of `plan` and tells `emit` what happens: all of them are attached in order, then
 * detached in reverse. This process must be in a world of its own, and stays on the node afterwards.
 */
export async function replay(
  plan: ReplayPlan,
  emit: (event: ReplayEvent) => void,
): Promise<void> {
  emit({ event: "kernel", provider: plan.provider, release: Deno.osRelease() });
  using sandbox = Sandbox.create(plan.node);
  const programs = new Programs(plan.programs);
  const attached: PodReplay[] = [];
  for (const chain of plan.chains) {
    const pod = new PodReplay(chain, sandbox, programs, emit);
    attached.push(pod);
    const ok = await pod.attach();
    if (!ok && !plan.keepGoing) break;
  }
  for (const pod of attached.toReversed()) await pod.detach();
}

/** One pod on the node. */
class PodReplay {
  readonly #name: string;
  readonly #netns: string;
  readonly #multus: Multus;
  readonly #before: Snapshot;
  #failed = false;

  constructor(
    readonly chain: PodChain,
    readonly sandbox: Sandbox,
    programs: Programs,
    readonly emit: (event: ReplayEvent) => void,
  ) {
    this.#name = `${chain.pod.namespace}/${chain.pod.name}`;
    this.#netns = podNetnsPath(chain.pod);
    this.#before = sandbox.snapshot();
    this.#multus = {
      directory: MULTUS_DIR,
      runtime: {
        path: programs.path,
        programOf: (type) => programs.programOf(type),
      },
      onExec: (record, { network }) =>
        emit({ event: "step", pod: this.#name, step: toStep(record, network) }),
      hasInterface: (path, ifname) => {
        using netns = Netns.open(path);
        using rt = Rtnetlink.open({ netns });
        return findLink(rt, ifname) !== undefined;
      },
    };
  }

  /** Returns whether the pod is attached. */
  async attach(): Promise<boolean> {
    const { emit, chain } = this;
    emit({ event: "pod", pod: this.#name, chain: chain.delegates.map(chainLink) });
    this.sandbox.createPod(this.#netns);
    let results: AttachedNetwork[];
    try {
      results = await addPod(this.#multus, chain, this.#netns);
    } catch (error) {
      this.#fail(error);
      return false;
    }
    emit({
      event: "running",
      pod: this.#name,
      podLinks: await podLinks(this.#netns, (link: Link) => isHardware(this.sandbox.node, link)),
      networkStatus: networkStatus(
        results.map(({ delegate, result }) => ({ ...delegate, result })),
      ),
    });
    return true;
  }

  async detach(): Promise<void> {
    try {
      await delPod(this.#multus, this.chain, this.#netns);
    } catch (error) {
      this.#fail(error);
    }
    this.sandbox.deletePod(this.#netns);
    const leaks = findLeaks(this.#before, this.sandbox.snapshot(), lastingThings(this.chain));
    const verdict: Verdict = this.#failed ? "failed" : leaks.length > 0 ? "leaked" : "ok";
    this.emit({ event: "end", pod: this.#name, verdict, leaks });
  }

  #fail(error: unknown): void {
    this.#failed = true;
    const message = error instanceof Error ? error.message : String(error);
    this.emit({ event: "failure", pod: this.#name, message });
  }
}

function chainLink(delegate: Delegate): ChainLink {
  const { network, ifname, deviceId } = delegate;
  const types = pluginConfigs(delegate).map(({ type }) => String(type));
  return { network, ifname, types, ...(deviceId ? { device: deviceId } : {}) };
}

/** The stock bridge plugin makes a bridge on the node for a network's first pod, and leaves it. */
function lastingThings({ delegates }: PodChain): (thing: Thing) => boolean {
  const bridges = delegates.flatMap(pluginConfigs)
    .filter(({ type }) => type === "bridge")
    .map(({ bridge }) => typeof bridge === "string" ? bridge : "cni0");
  return ({ kind, name }) =>
    bridges.some((bridge) =>
      (kind === "link" && name === bridge) ||
      (kind === "address" && name.endsWith(` of ${bridge}`)) ||
      (kind === "route" && name.includes(` of ${bridge} `))
    );
}

/** The configurations of a delegate's plugins. */
export function pluginConfigs({ kind, config }: Delegate): Record<string, unknown>[] {
  if (kind === "conf") return [config];
  const { plugins } = config;
  return Array.isArray(plugins) ? plugins.filter(isJsonObject) : [];
}
