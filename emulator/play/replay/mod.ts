/**
 * Replaying what Multus does with a pod, with real programs on a real kernel.
 * @module
 */
export {
  type ChainLink,
  exitStatus,
  NOTHING,
  type PodReport,
  type ReplayEvent,
  type ReplayReport,
  type ReplaySubject,
  ReportBuilder,
  type Verdict,
} from "./events.ts";
export { CALLER_NAMES, type CallerName } from "./callers.ts";
export { type Measure, type Missed, type Repeats, repeatsOf } from "./repeats.ts";
export { ReplayedPod } from "./pod.ts";
export { allChains, replay, type ReplayPlan } from "./replay.ts";
export { openShell } from "./shell.ts";
export { type LinkChange, type Step } from "./trace.ts";
export { LabError, type Listener, replayOn, replayWithShellOn } from "./remote.ts";
export { type ReplayCase, runWorld, type WorldInput } from "./world.ts";
