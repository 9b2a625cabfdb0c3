/** An MTU that comes later, and takes IPv6 addresses away. */

import { memberOf } from "../../../cni/mod.ts";
import {
  aboutConfig,
  addressesIn,
  type ChainContext,
  type LintInput,
  mtuPath,
  pluginsOfDelegate,
  type PluginUse,
  type Report,
} from "../lint/mod.ts";
import { variation } from "./example.ts";
import { LEAST_MTU } from "./ipv6_mtu.ts";
import { defineRule } from "./rule.ts";

const tuned = (mtu: number) =>
  variation({
    bondConfig:
      `{"cniVersion": "0.4.0", "name": "bond", "plugins": [{"type": "bond", "mode": "active-backup", "failOverMac": 1, "linksInContainer": true, "miimon": 100, "links": ["net1", "net2"], "ipam": {"type": "host-local", "subnet": "fd00:56::/64"}}, {"type": "tuning", "mtu": ${mtu}}]}`,
  });

/** The finding `ipv6-lost`. */
export const ipv6Lost = defineRule({
  code: "ipv6-lost",
  severity: "warning",
  replay: "all",
  title: "an MTU that takes IPv6 addresses away",
  why: "The kernel has no IPv6 on an interface with an MTU below 1280 (RFC 8200). Where tuning " +
    "sets the MTU after the addresses are there, the pod starts, and without a word they are gone.",
  remedy: "Raise mtu to 1280 or more, or leave it out.",
  wrong: tuned(1000),
  right: tuned(1280),
  inInput: check,
});

function check(input: LintInput): Report[] {
  return addressesIn(input).flatMap(({ context, use, grant }): Report[] => {
    const tuning = tuningBehind(context, use);
    if (!tuning || !grant?.ips.some(({ family }) => family === 6)) return [];
    const mtu = memberOf(tuning.config, "mtu");
    if (typeof mtu !== "number" || mtu === 0 || mtu >= LEAST_MTU) return [];
    return [aboutConfig(context, tuning, mtuPath(tuning), {
      message: `${use.delegate.network}: tuning sets an MTU of ${mtu}, and the kernel takes the ` +
        `IPv6 address of ${use.delegate.ifname} away, which needs ${LEAST_MTU}`,
      hint: `write ${LEAST_MTU} or more, or leave mtu out`,
    })];
  });
}

/** The plugin that has the last word on the interface that `use` gives addresses. */
function tuningBehind(context: ChainContext, use: PluginUse): PluginUse | undefined {
  const uses = pluginsOfDelegate(context, use.delegate);
  return uses.slice(uses.indexOf(use)).findLast(({ type }) => type === "tuning");
}
