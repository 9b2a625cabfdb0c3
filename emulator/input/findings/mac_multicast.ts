/** A multicast address for an interface. */

import {
  aboutConfig,
  aboutSelection,
  bondsIn,
  type ChainContext,
  macAskedOf,
  macDueOf,
  pluginsOfDelegate,
  type Report,
} from "../lint/mod.ts";
import type { Delegate } from "../model.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `mac-multicast`. */
export const macMulticast = defineRule({
  code: "mac-multicast",
  severity: "error",
  replay: "all",
  title: "a multicast address for an interface",
  why: "The kernel gives no interface such an address: the plugin fails, and the pod does " +
    "not start.",
  remedy: "Ask for a unicast address: its first octet is even, such as 02.",
  wrong: variation({
    networks:
      '[{"name": "east", "mac": "03:00:00:00:00:01"}, {"name": "west"}, {"name": "bond", "interface": "bond0"}]',
    links: '"capabilities": {"mac": true}',
  }),
  right: variation({
    networks:
      '[{"name": "east", "mac": "02:00:00:00:00:01"}, {"name": "west"}, {"name": "bond", "interface": "bond0"}]',
    links: '"capabilities": {"mac": true}',
  }),
  inPod: check,
});

/** Plugins that give their interface the address that is asked for; the bond has a finding of its own. */
const SET_MAC: readonly string[] = ["sriov", "macvlan", "bridge", "tuning"];

function check(context: ChainContext): Report[] {
  return context.chain.delegates.flatMap((delegate) => {
    const asked = macAskedOf(delegate);
    return pluginsOfDelegate(context, delegate).filter(({ type }) => SET_MAC.includes(type))
      .flatMap((use): Report[] => {
        const { type } = use;
        const mac = macDueOf(use);
        const fault = faultOf(mac);
        if (fault === undefined || (type === "tuning" && keepsAddresses(context, delegate))) {
          return [];
        }
        const words = {
          message: `${delegate.network} is asked for the address ${mac}, which is ${fault}`,
          hint: "ask for a unicast address: its first octet is even, such as 02",
        };
        return [
          asked === ""
            ? aboutConfig(context, use, ["mac"], words)
            : aboutSelection(context, delegate, words),
        ];
      });
  });
}

/** Such a bond answers to an order to change its address that it has done so, and does nothing (bond_main.c). */
function keepsAddresses(context: ChainContext, delegate: Delegate): boolean {
  const bond = bondsIn(context).find((one) => one.delegate === delegate);
  return bond?.mode === "active-backup" && bond.failOverMac !== "none";
}

/** Returns what an address is that no interface can have; undefined for others. */
function faultOf(mac: string): string | undefined {
  if (/^[0-9a-f][13579bdf][:.-]?[0-9a-f]{2}/i.test(mac)) return "a multicast address";
  return /^00(?:[:.-]?00){5}$/.test(mac) ? "the zero address" : undefined;
}
