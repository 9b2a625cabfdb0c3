/** Doing what a step says. */

import { deleteLink, getLink, Netns, Rtnetlink, setLink } from "../../../netlink/mod.ts";
import { podNamed, ScenarioError, type Stage, type StagePod } from "./stage.ts";
import type { Action, PodAction, Target } from "./types.ts";

/**
 * Does what `action` says. Returns the messages that the container runtime gets of calls that fail.
 * Throws ScenarioError when it speaks of what is not there. Traffic is not of its concern.
 */
export async function act(stage: Stage, action: Action): Promise<string[]> {
  const { sandbox } = stage;
  if ("add" in action) return await calls(stage, action.add, (pod) => pod.attach());
  if ("del" in action) {
    return await calls(stage, action.del, (pod) => pod.detach(action.del));
  }
  if ("check" in action) {
    return await calls(stage, action.check, (pod) => pod.check({ everything: true }));
  }
  if ("down" in action) setTarget(stage, action.down, false);
  else if ("up" in action) setTarget(stage, action.up, true);
  else if ("impair" in action) {
    const { cable, ...netem } = action.impair;
    sandbox.hardware.impairCable(cable, netem);
  } else if ("remove" in action) {
    const { pod, link } = action.remove;
    withPod(podNamed(stage.pods, pod), (rt) => deleteLink(rt, getLink(rt, link).index));
  } else if ("loseCache" in action) {
    const { pod, results = false } = action.loseCache;
    podNamed(stage.pods, pod).loseCache(results);
  } else if ("removeNamespace" in action) {
    sandbox.deletePod(podNamed(stage.pods, action.removeNamespace.pod).netns);
  } else if ("reboot" in action) sandbox.reboot();
  else if ("wait" in action) await pause(action.wait.ms);
  return [];
}

function setTarget({ sandbox: { hardware }, pods }: Stage, target: Target, up: boolean): void {
  if ("cable" in target) hardware.setCable(target.cable, up);
  else if ("physicalFunction" in target) hardware.setPhysicalFunction(target.physicalFunction, up);
  else if ("virtualFunction" in target) hardware.setVirtualFunction(target.virtualFunction, up);
  else if ("nic" in target) hardware.setNic(target.nic, up);
  else if ("switch" in target) hardware.setSwitch(target.switch, up);
  else {
    withPod(podNamed(pods, target.pod), (rt) => {
      setLink(rt, getLink(rt, target.link).index, { up });
    });
  }
}

/** Runs a call as often as it is asked for, and returns the messages of those that fail. */
async function calls(
  stage: Stage,
  { pod: name, times = 1, concurrently = false, kill }: PodAction,
  call: (pod: StagePod) => Promise<void>,
): Promise<string[]> {
  const pod = podNamed(stage.pods, name);
  if (kill) stage.kills.arm(kill);
  const failures: string[] = [];
  const once = async () => {
    try {
      await call(pod);
    } catch (error) {
      if (error instanceof ScenarioError) throw error;
      failures.push(error instanceof Error ? error.message : String(error));
    }
  };
  if (concurrently) await Promise.all(Array.from({ length: times }, once));
  else for (let i = 0; i < times; i++) await once();
  return failures;
}

function withPod(pod: StagePod, work: (rt: Rtnetlink) => void): void {
  using netns = Netns.open(pod.netns);
  using rt = Rtnetlink.open({ netns });
  work(rt);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
