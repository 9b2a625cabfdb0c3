/** Replaying what was planned: once, several times, or with a shell in one of its pods. */

import { InputError } from "../../input/error.ts";
import { Status } from "../../input/status.ts";
import { isCalled } from "../../input/names.ts";
import { type Kernel, type KernelChoice, selectKernel } from "../../lab/kernel/mod.ts";
import { masquerades } from "../../lab/programs/mod.ts";
import { type Planned, subjectOf } from "../plan/mod.ts";
import {
  allChains,
  exitStatus,
  repeatsOf,
  type ReplayEvent,
  replayOn,
  type ReplayPlan,
  type ReplayReport,
  replayWithShellOn,
  ReportBuilder,
} from "../replay/mod.ts";

/** The kernel that a replay runs on, and what is said of getting it. */
export interface KernelWish {
  kernel: KernelChoice;
  kernelPath?: string | undefined;
  /** Receives what is worth saying of the kernel, as lines. */
  say(line: string): void;
  /** A kernel of that kind is being started. */
  onStart?(provider: Kernel["provider"]): void;
}

/** How often something is replayed, and who hears of it. */
export interface Repetition extends KernelWish {
  /** The scenario's where it is absent, or once. */
  repeat?: number | undefined;
  /** Hears what happens in the first replay, as it happens, with the report so far. */
  onEvent?(event: ReplayEvent, report: ReplayReport): void;
  /** Another replay begins: "pods (2)". */
  onNext?(name: string): void;
  /** Receives what programs write on stderr. */
  onStderr(chunk: Uint8Array): void;
}

/** What came of it. */
interface Replayed {
  /** Of the first replay, with what all of them measured where there were several. */
  report: ReplayReport;
  /** That of `bond emulate`: what is wrong with one replay is wrong. */
  exitStatus: number;
}

const GRAVEST = [Status.wrong, Status.failed, Status.unexpected];

/**
 * Replays what was planned, called `title`, and returns what came of it; where nothing can be
 * replayed, what there is to say. Throws KernelError when there is no kernel or it breaks down, and
 * LabError when the lab itself does.
 */
export async function replayPlanned(
  title: string,
  planned: Planned,
  way: Repetition,
): Promise<Replayed> {
  const { plan, scenario } = planned;
  const { repeat = scenario?.repeat ?? 1 } = way;
  const subject = subjectOf(title, planned);
  const first = new ReportBuilder(subject);
  const builders = new Map([[title, first]]);
  for (let i = 2; i <= repeat; i++) builders.set(`${title} (${i})`, new ReportBuilder(subject));
  if (plan) {
    await replayOn(kernelFor(plan, way), [...builders.keys()].map((name) => ({ name, plan })), {
      onEvent(name, event) {
        builders.get(name)?.add(event);
        if (name === title) way.onEvent?.(event, first.soFar);
        else if (event.event === "kernel") way.onNext?.(name);
      },
      onStderr: (chunk) => way.onStderr(chunk),
    });
  }
  const reports = [...builders.values()].map(({ report }) => report);
  const statuses = reports.map(exitStatus);
  return {
    report: repeat === 1 ? first.report : { ...first.report, repeats: repeatsOf(reports) },
    exitStatus: GRAVEST.find((status) => statuses.includes(status)) ?? Status.ok,
  };
}

/**
 * Replays `plan` with a shell in one of its pods on this process' terminal, in the first where none is
 * `wanted`. `write` receives what the terminal is to show. Returns the exit status of the replay.
 * Throws InputError when there is no such pod, and KernelError.
 */
export async function replayWithShell(
  title: string,
  plan: ReplayPlan,
  wanted: string | undefined,
  way: KernelWish & { write(chunk: Uint8Array): void },
): Promise<number> {
  const pods = plan.chains.map(({ pod }) => `${pod.namespace}/${pod.name}`);
  const pod = wanted === undefined ? pods[0] : pods.find((name) => isCalled(name, wanted));
  if (pod === undefined) {
    throw new InputError(`--pod: there is no pod ${wanted}; there is ${pods.join(", ")}`);
  }
  // Whoever sits at the shell is what happens to the pods.
  const { scenario: _, ...rest } = plan;
  const one = { name: title, plan: rest };
  return await replayWithShellOn(kernelFor(plan, way), one, pod, (chunk) => way.write(chunk));
}

function kernelFor(
  plan: ReplayPlan,
  { kernel: choice, kernelPath, say, onStart }: KernelWish,
): Kernel {
  const kernel = selectKernel(choice, say, { kernelPath, firewall: masquerades(allChains(plan)) });
  onStart?.(kernel.provider);
  return kernel;
}
