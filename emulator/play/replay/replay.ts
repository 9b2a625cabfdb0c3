/** The replay of pods on a node: attach, look, detach, compare. */

import { messageOf } from "../../../cni/mod.ts";
import type { Attachment } from "../../../cni/mod.ts";
import { pluginsOf } from "../../input/chain/mod.ts";
import type { Delegate, NodeModel, PodChain } from "../../input/model.ts";
import { networkStatus } from "./network_status.ts";
import { findLeaks, type Leak, Sandbox, type Snapshot, type Thing } from "../../lab/sandbox/mod.ts";
import {
  attachedBySteps,
  Kills,
  runScenario,
  type Scenario,
  type StepReport,
  unplayed,
} from "../stage/mod.ts";
import type { CallerName } from "./callers.ts";
import type { ChainLink, ReplayEvent, Verdict } from "./events.ts";
import { lastingChanges, lastingThings, ReplayedPod } from "./pod.ts";
import { Programs, type ProgramSettings } from "../../lab/programs/mod.ts";
import { looksForCards, servicesOf } from "./services.ts";
import type { Step } from "./trace.ts";

/** What to replay. */
export interface ReplayPlan {
  node: NodeModel;
  chains: PodChain[];
  /** Of pods that Multus refuses: the runtime tries, and clears up after them. */
  refused?: PodChain[];
  programs: ProgramSettings;
  /** Which container runtime calls. */
  caller: CallerName;
  /** Go on with the next pod when one has failed. */
  keepGoing: boolean;
  /** Multus' own `retryDeleteOnError`. */
  retryDeleteOnError?: boolean;
  /** The version of Multus' own configuration. */
  cniVersion: string;
  /** The file that Multus waits for in vain: the default network is not ready. */
  awaitedFile?: string;
  /** Files that are on the node, by path, with their text. */
  files?: Record<string, string>;
  /** What happens while the pods live. */
  scenario?: Scenario;
}

/** Hears what happens. */
type Emit = (event: ReplayEvent) => void;

/**
 * Replays the pods of `plan` and tells `emit` what happens: they are attached in order, the steps of
 * the scenario are played, `visit` looks at the pods that run, and they are detached in reverse. Pods
 * that a step attaches wait for it; steps cannot be about those that are refused.
 * This process must be in a world of its own. Throws ScenarioError when the scenario speaks of what is
 * not there.
 */
export async function replay(
  plan: ReplayPlan,
  emit: Emit,
  visit?: (pods: readonly ReplayedPod[]) => Promise<void>,
): Promise<void> {
  const chains = allChains(plan);
  using sandbox = Sandbox.create(plan.node, servicesOf(chains, plan.programs), {
    cards: looksForCards(chains),
  });
  const kills = new Kills();
  const beganMs = performance.now();
  const settings = {
    sandbox,
    kills,
    beganMs,
    programs: new Programs(plan.programs),
    caller: plan.caller,
    retryDeleteOnError: plan.retryDeleteOnError ?? false,
    cniVersion: plan.cniVersion,
    awaitedFile: plan.awaitedFile,
    attachments: (cniName: string): Attachment[] =>
      pods.flatMap((pod) => pod.attachmentsOf(cniName)),
    onStep: (pod: string, step: Step) => emit({ event: "step", pod, step }),
    onRunning: (pod: ReplayedPod) => show(emit, pod),
  };
  const pods: ReplayedPod[] = plan.chains.map((chain) => new ReplayedPod(chain, settings));
  const stage = { sandbox, pods, kills, beganMs };
  const later = plan.scenario ? attachedBySteps(plan.scenario, pods) : new Set<string>();
  const others = (plan.refused ?? []).map((chain) => new ReplayedPod(chain, settings));

  const refused = await attachAll(others, { keepGoing: true }, { sandbox, emit });
  const started = await attachAll(pods, plan, { sandbox, later, emit });
  const steps = await playSteps(plan, stage, started, emit);
  await visit?.(pods.filter((pod) => pod.attached));
  const ended = await detachAll([...refused, ...started], sandbox, emit);
  const unmet = steps.some((step) => step.unmet.length > 0);
  for (const { pod, failed, left } of judge(ended, plan)) {
    const [leaks, changes] = [left.filter(({ by }) => !by), left.filter(({ by }) => by)];
    emit({
      event: "end",
      pod: pod.name,
      verdict: verdictOf({ failed, unmet, leaks }),
      leaks,
      ...(changes.length > 0 ? { changes } : {}),
    });
  }
}

/** Returns the chains of all pods that a runtime calls for. */
export function allChains({ chains, refused = [] }: ReplayPlan): PodChain[] {
  return [...refused, ...chains];
}

/** Attaches the pods, but those that a step attaches `later`. Stops at one that fails, if not told otherwise. */
async function attachAll(
  pods: readonly ReplayedPod[],
  { keepGoing }: Pick<ReplayPlan, "keepGoing">,
  { sandbox, later, emit }: { sandbox: Sandbox; later?: ReadonlySet<string>; emit: Emit },
): Promise<Started[]> {
  const started: Started[] = [];
  for (const pod of pods) {
    const before = sandbox.snapshot();
    emit({ event: "pod", pod: pod.name, chain: pod.chain.delegates.map(chainLink) });
    const failed = !later?.has(pod.name) && !await succeeds(emit, pod, () => pod.attach());
    started.push({ pod, before, failed });
    if (failed && !keepGoing) break;
  }
  return started;
}

/** Plays the steps of the scenario, or none where a pod is not attached. Returns how they came out. */
async function playSteps(
  { scenario }: ReplayPlan,
  stage: Parameters<typeof runScenario>[1],
  started: readonly Started[],
  emit: Emit,
): Promise<StepReport[]> {
  const steps: StepReport[] = [];
  if (!scenario) return steps;
  const onOver = (step: StepReport) => {
    steps.push(step);
    emit({ event: "scenario", step });
  };
  const unattached = started.filter(({ failed }) => failed).map(({ pod }) => pod.name);
  if (unattached.length > 0) {
    scenario.steps.map((step) => unplayed(step, unattached)).forEach(onOver);
  } else {
    await runScenario(scenario, stage, {
      onBegin: (position, step) => emit({ event: "begin", position, step }),
      onMark: (mark) => emit({ event: "mark", mark }),
      onOver,
    });
  }
  return steps;
}

/** Detaches the pods, the last first. */
async function detachAll(
  started: readonly Started[],
  sandbox: Sandbox,
  emit: Emit,
): Promise<Ended[]> {
  const ended: Ended[] = [];
  for (const one of started.toReversed()) {
    const { pod, failed } = one;
    // A step may have detached it already.
    const detached = !pod.hasLeftovers || await succeeds(emit, pod, () => pod.detach());
    pod.remove();
    ended.push({ ...one, failed: failed || !detached, after: sandbox.snapshot() });
  }
  return ended;
}

/** Returns what each pod has left. What goes with others that end after it was theirs. */
function judge(
  ended: readonly Ended[],
  plan: ReplayPlan,
): (Ended & { left: Leak[] })[] {
  const chains = allChains(plan);
  const lasting = chains.map(lastingThings);
  const ways = chains.map((chain) => lastingChanges(chain, plan.node));
  const excuses = {
    pristine: ended.at(-1)?.before ?? [],
    expected: (thing: Thing) => lasting.some((lasts) => lasts(thing)),
    doing: (thing: Thing, property: string) =>
      ways.map((doing) => doing(thing, property)).find((by) => by !== undefined),
  };
  const last = ended.at(-1)?.after ?? [];
  const told = new Set<string>();
  return ended.map((one) => {
    const found = findLeaks(one.before, one.after, excuses);
    const stay = new Set(findLeaks(one.before, last, excuses).map(({ message }) => message));
    // What a pod has left is still there when those before it go.
    const left = found.filter(({ message }) => stay.has(message) && !told.has(message));
    for (const { message } of left) told.add(message);
    return { ...one, left };
  });
}

/** A pod that there is something to clear up after. */
interface Started {
  pod: ReplayedPod;
  /** The node before it. */
  before: Snapshot;
  failed: boolean;
}

/** A pod that is gone. */
interface Ended extends Started {
  /** The node after it. */
  after: Snapshot;
}

function verdictOf(
  { failed, unmet, leaks }: { failed: boolean; unmet: boolean; leaks: readonly Leak[] },
): Verdict {
  if (failed) return "failed";
  if (unmet) return "unexpected";
  return leaks.length > 0 ? "leaked" : "ok";
}

async function succeeds(
  emit: Emit,
  pod: ReplayedPod,
  work: () => Promise<void>,
): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    const message = messageOf(error);
    emit({ event: "failure", pod: pod.name, message });
    return false;
  }
}

async function show(emit: Emit, pod: ReplayedPod): Promise<void> {
  const networks = (pod.networks ?? []).map(({ delegate, ...came }) => ({ ...delegate, ...came }));
  emit({
    event: "running",
    pod: pod.name,
    podLinks: await pod.links(),
    ...(pod.chain.standalone ? {} : { networkStatus: networkStatus(networks) }),
  });
}

function chainLink(delegate: Delegate): ChainLink {
  const { network, ifname, deviceId, position } = delegate;
  const types = pluginsOf(delegate).map(({ type }) => String(type));
  return {
    network,
    ifname,
    types,
    ...(deviceId ? { device: deviceId } : {}),
    ...(position ? { position } : {}),
  };
}
