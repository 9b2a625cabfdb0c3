/** A plugin that needs a veth. */

import { isJsonObject, memberOf } from "../../../cni/mod.ts";
import {
  aboutConfig,
  type ChainContext,
  pluginsIn,
  pluginsOfDelegate,
  type PluginUse,
  type Report,
} from "../lint/mod.ts";
import { GOOD, variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `veth-needed`. */
export const vethNeeded = defineRule({
  code: "veth-needed",
  severity: "error",
  replay: "all",
  title: "a plugin that needs a veth",
  why: "bandwidth limits the host's end of a veth, and a bond has none: the plugin fails, " +
    "and the pod does not start.",
  remedy: "Leave bandwidth out of the network's list; limit virtual functions by max_tx_rate " +
    "of sriov.",
  wrong: variation({
    bondConfig:
      '{"cniVersion": "0.4.0", "name": "bond", "plugins": [{"type": "bond", "mode": "active-backup", "failOverMac": 1, "linksInContainer": true, "miimon": 100, "links": ["net1", "net2"], "ipam": {"type": "host-local", "subnet": "10.56.217.0/24"}}, {"type": "bandwidth", "ingressRate": 1000000, "ingressBurst": 1000000}]}',
  }),
  right: GOOD,
  inPod: check,
});

/** Plugins that make a veth, whose other end is on the host. */
const WITH_VETH: readonly string[] = ["bridge", "ptp"];

function check(context: ChainContext): Report[] {
  return pluginsIn(context).filter((use) => use.type === "bandwidth" && limits(use)).flatMap(
    (use) => {
      const [first] = pluginsOfDelegate(context, use.delegate);
      if (!first || first === use || WITH_VETH.includes(first.type)) return [];
      return [aboutConfig(context, use, ["type"], {
        message:
          `${use.delegate.network}: bandwidth needs the host's end of a veth, and ${first.type} has none`,
        hint: "remove bandwidth from the list; max_tx_rate of sriov limits a virtual function",
      })];
    },
  );
}

/** Without a rate the plugin does nothing. */
function limits({ config, delegate }: PluginUse): boolean {
  const capabilities = memberOf(config, "capabilities");
  const asked = isJsonObject(capabilities) && capabilities["bandwidth"] === true &&
    delegate.runtimeConfig["bandwidth"] !== undefined;
  return asked || RATES.some((key) => Boolean(memberOf(config, key)));
}

const RATES: readonly string[] = ["ingressRate", "egressRate"];
