/** What all calls of a pod's networks have in common. */

import { messageOf } from "../../../cni/mod.ts";
import * as z from "zod";
import { type ActionOutcome, pod } from "./action.ts";
import { describeKill, killSchema } from "./kill.ts";
import { type LiveStage, podNamed, ScenarioError, type StagePod, type UpkeepBy } from "./stage.ts";

/** How often and how a call is made. */
export const callSchema = z.strictObject({
  pod,
  times: z.int().min(1).max(100).exactOptional().describe("how often, one after another"),
  concurrently: z.boolean().exactOptional().describe("the calls run at the same time"),
  kill: killSchema.exactOptional(),
});

/** Who makes a call about whole networks. */
export const BY = z.enum(["multus", "runtime"]).exactOptional().describe(
  "multus: as it passes the call on, to the cluster's default network alone, nothing being cleared up; " +
    "runtime: as the pod's runtime calls of its own accord, or does not; all networks are called else",
);

/** Returns it in words. */
export function describeBy(by: UpkeepBy | undefined): string[] {
  if (by === undefined) return [];
  return [by === "multus" ? "as Multus passes it on" : "as the runtime does"];
}

/** How often and how a call is made. */
type CallDetail = z.output<typeof callSchema>;

/** The parts of an action that calls the networks of a pod. */
export const CALL = {
  names: () => [],
  isOfPod: () => true,
  watch: "after",
} as const;

/** Returns a call in words; `circumstances` come before the kill. */
export function describeCall(
  verb: string,
  { pod = "the pod", times = 1, concurrently, kill }: CallDetail,
  ...circumstances: readonly string[]
): string {
  return [
    `${verb} ${pod}`,
    ...(times > 1 ? [`${times} times${concurrently ? " at once" : ""}`] : []),
    ...circumstances,
    ...(kill ? [describeKill(kill)] : []),
  ].join(", ");
}

/** Makes a call as often as it is asked for. */
export async function makeCalls(
  { pods, kills }: LiveStage,
  { pod: name, times = 1, concurrently = false, kill }: CallDetail,
  call: (pod: StagePod) => Promise<void>,
): Promise<ActionOutcome> {
  const pod = podNamed(pods, name);
  if (kill) kills.arm(kill);
  const failures: string[] = [];
  const once = async () => {
    try {
      await call(pod);
    } catch (error) {
      if (error instanceof ScenarioError) throw error;
      failures.push(messageOf(error));
    }
  };
  if (concurrently) await Promise.all(Array.from({ length: times }, once));
  else for (let i = 0; i < times; i++) await once();
  const impossible = kill && !kills.withdraw(kill)
    ? [`nothing was killed: ${kill.type} did not run, or ended by itself`]
    : [];
  return { failures, impossible };
}
