/** Steps in words. */

import type { Action, PodAction, Target } from "./types.ts";

/** Returns what an action does, such as "pull the cable of ens1f0". */
export function describe(action: Action): string {
  if ("add" in action) return call("attach", action.add);
  if ("del" in action) return call("detach", action.del);
  if ("check" in action) return call("check", action.check);
  if ("down" in action) return target(action.down, false);
  if ("up" in action) return target(action.up, true);
  if ("impair" in action) {
    const { cable, lossPercent, delayMs } = action.impair;
    const effects = [
      ...(lossPercent ? [`lose ${lossPercent} % of the frames`] : []),
      ...(delayMs ? [`hold frames back for ${delayMs} ms`] : []),
    ];
    return `${effects.join(" and ") || "lose nothing"} on the cable of ${cable}`;
  }
  if ("traffic" in action) {
    return `send probes between ${action.traffic.link} and the host ${action.traffic.host}`;
  }
  if ("remove" in action) return `remove ${action.remove.link} from the pod`;
  if ("loseCache" in action) {
    return `lose ${action.loseCache.results ? "the results" : "the delegates"} that are remembered`;
  }
  if ("removeNamespace" in action) return "remove the pod's namespace";
  if ("reboot" in action) return "reboot the node";
  return `wait ${action.wait.ms} ms`;
}

function call(
  verb: string,
  { pod, times = 1, concurrently, netns, podGone, kill }: PodAction,
): string {
  return [
    `${verb} ${pod ?? "the pod"}`,
    ...(times > 1 ? [`${times} times${concurrently ? " at once" : ""}`] : []),
    ...(netns === undefined ? [] : [netns === "" ? "without a namespace" : `in ${netns}`]),
    ...(podGone ? ["gone from the API"] : []),
    ...(kill
      ? [
        `killing ${kill.type} ` +
        (kill.atRequest === undefined
          ? `after ${kill.afterMs ?? 0} ms`
          : `before its netlink request ${kill.atRequest}`),
      ]
      : []),
  ].join(", ");
}

function target(what: Target, up: boolean): string {
  if ("cable" in what) return `${up ? "plug in" : "pull"} the cable of ${what.cable}`;
  if ("physicalFunction" in what) return `set ${what.physicalFunction} ${up ? "up" : "down"}`;
  if ("nic" in what) return `set ${what.nic} ${up ? "up" : "down"}`;
  if ("virtualFunction" in what) {
    return up
      ? `give ${what.virtualFunction} its carrier`
      : `take the carrier of ${what.virtualFunction}`;
  }
  if ("switch" in what) return `switch ${what.switch} ${up ? "on" : "off"}`;
  return `set ${what.link} ${up ? "up" : "down"} in the pod`;
}
