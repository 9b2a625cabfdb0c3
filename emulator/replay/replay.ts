/** The replay of pods on a node: attach, look, detach, compare. */

import type { Delegate, NodeModel, PodChain } from "../model.ts";
import { networkStatus } from "../network_status.ts";
import { findLeaks, Sandbox, type Snapshot } from "../sandbox/mod.ts";
import type { CallerName } from "./callers.ts";
import type { ChainLink, ReplayEvent, Verdict } from "./events.ts";
import { lastingThings, pluginConfigs, ReplayedPod } from "./pod.ts";
import { Programs, type ProgramSettings } from "./programs.ts";

/** What to replay. */
export interface ReplayPlan {
  node: NodeModel;
  chains: PodChain[];
  programs: ProgramSettings;
  /** Which container runtime calls. */
  caller: CallerName;
  /** Go on with the next pod when one has failed. */
  keepGoing: boolean;
}

/**
 * Replays the pods of `plan` and tells `emit` what happens: all of them are attached in order, then
 * detached in reverse. This process must be in a world of its own.
 */
export async function replay(
  plan: ReplayPlan,
  emit: (event: ReplayEvent) => void,
): Promise<void> {
  using sandbox = Sandbox.create(plan.node);
  const settings = {
    sandbox,
    programs: new Programs(plan.programs),
    caller: plan.caller,
    retryDeleteOnError: false,
    onStep: (pod: string, step: Extract<ReplayEvent, { event: "step" }>["step"]) =>
      emit({ event: "step", pod, step }),
  };
  const started: { pod: ReplayedPod; before: Snapshot; failed: boolean }[] = [];
  for (const chain of plan.chains) {
    const pod = new ReplayedPod(chain, settings);
    const before = sandbox.snapshot();
    emit({ event: "pod", pod: pod.name, chain: chain.delegates.map(chainLink) });
    const failed = !await succeeds(emit, pod, () => pod.attach());
    started.push({ pod, before, failed });
    if (failed && !plan.keepGoing) break;
    if (!failed) await show(emit, pod);
  }
  for (const { pod, before, failed } of started.toReversed()) {
    const detached = await succeeds(emit, pod, () => pod.detach());
    pod.remove();
    const leaks = findLeaks(before, sandbox.snapshot(), lastingThings(pod.chain));
    const verdict: Verdict = failed || !detached ? "failed" : leaks.length > 0 ? "leaked" : "ok";
    emit({ event: "end", pod: pod.name, verdict, leaks });
  }
}

async function succeeds(
  emit: (event: ReplayEvent) => void,
  pod: ReplayedPod,
  work: () => Promise<void>,
): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    emit({ event: "failure", pod: pod.name, message });
    return false;
  }
}

async function show(emit: (event: ReplayEvent) => void, pod: ReplayedPod): Promise<void> {
  const networks = (pod.networks ?? []).map(({ delegate, result }) => ({ ...delegate, result }));
  emit({
    event: "running",
    pod: pod.name,
    podLinks: await pod.links(),
    networkStatus: networkStatus(networks),
  });
}

function chainLink(delegate: Delegate): ChainLink {
  const { network, ifname, deviceId } = delegate;
  const types = pluginConfigs(delegate).map(({ type }) => String(type));
  return { network, ifname, types, ...(deviceId ? { device: deviceId } : {}) };
}
