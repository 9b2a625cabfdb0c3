/** A plugin that gives up without addresses. */

import { memberOf } from "../../../cni/mod.ts";
import {
  aboutConfig,
  type ChainContext,
  ipamType,
  pluginsIn,
  pluginsOfDelegate,
  type Report,
} from "../lint/mod.ts";
import { traitsOf } from "../plugins/mod.ts";
import { OF_ITS_OWN, withVlan } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `ipam-missing`. */
export const ipamMissing = defineRule({
  code: "ipam-missing",
  severity: "error",
  replay: "all",
  title: "a plugin that gives up without addresses",
  why: "vlan, ipvlan, ptp and dummy call an IPAM plugin in any case, and fail where none is " +
    "named; sbr fails where none before it in the list has given addresses: the pod does not " +
    "start.",
  remedy: "Name an IPAM plugin; macvlan does without.",
  wrong: withVlan('"master": "ens3", "vlanId": 100'),
  right: withVlan(`"master": "ens3", "vlanId": 100, ${OF_ITS_OWN}`),
  inPod: check,
  alone: true,
});

function check(context: ChainContext): Report[] {
  return pluginsIn(context).filter((use) => {
    const { needsAddresses, isMeta } = traitsOf(use.type);
    if (!needsAddresses || ipamType(use) !== "") return false;
    const [first] = pluginsOfDelegate(context, use.delegate);
    if (isMeta) return traitsOf(first?.type).addressesOfIpamOnly && first && ipamType(first) === "";
    // Behind another plugin, ipvlan takes over that one's addresses.
    return use.type !== "ipvlan" || first === undefined || first.config === use.config;
  }).map((use) => {
    const { network } = use.delegate;
    if (traitsOf(use.type).isMeta) {
      return aboutConfig(context, use, ["type"], {
        message:
          `${network}: ${use.type} makes routes for addresses, and no plugin before it has any`,
        hint: `give the plugin before it an ipam, or remove ${use.type}`,
      });
    }
    const isGiven = memberOf(use.config, "ipam") !== undefined;
    return aboutConfig(context, use, isGiven ? ["ipam"] : ["type"], {
      message: `${network}: ${use.type} needs an IPAM plugin, and ipam names none`,
      hint: 'write "ipam": {"type": "host-local", "subnet": …}, for example',
    });
  });
}
