/** One address for several links. */

import { normalizeMac } from "../../../netlink/mod.ts";
import {
  aboutConfig,
  aboutSelection,
  type LintInput,
  macAskedOf,
  macDueOf,
  pluginsOfDelegate,
  type Report,
} from "../lint/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `mac-repeated`. */
export const macRepeated = defineRule({
  code: "mac-repeated",
  severity: "warning",
  replay: "all",
  title: "one address for several links",
  why: "Two interfaces on one network with the same address get each other's frames; in a " +
    "bond the address is not free to move.",
  remedy: "Ask for different addresses, or for one of the bond alone.",
  wrong: variation({
    networks:
      '[{"name": "east", "mac": "02:00:00:00:00:01"}, {"name": "west", "mac": "02:00:00:00:00:01"}, {"name": "bond", "interface": "bond0"}]',
    links: '"capabilities": {"mac": true}',
  }),
  right: variation({
    networks:
      '[{"name": "east", "mac": "02:00:00:00:00:01"}, {"name": "west", "mac": "02:00:00:00:00:02"}, {"name": "bond", "interface": "bond0"}]',
    links: '"capabilities": {"mac": true}',
  }),
  inInput: check,
});

function check({ pods }: LintInput): Report[] {
  const first = new Map<string, string>();
  return pods.flatMap((context) =>
    context.chain.delegates.flatMap((delegate): Report[] => {
      const asked = macAskedOf(delegate);
      // A bond may well be told to have the address of one of its links.
      const due = pluginsOfDelegate(context, delegate)
        .filter(({ type }) => type !== "bond" || asked !== "")
        .map((use) => ({ use, mac: normalizeMac(macDueOf(use)) }))
        .findLast(({ mac }) => mac !== undefined);
      if (due?.mac === undefined) return [];
      const { namespace, name } = context.pod;
      const who = `${delegate.network} as ${delegate.ifname} of ${namespace}/${name}`;
      const earlier = first.get(due.mac);
      if (earlier === undefined) {
        first.set(due.mac, who);
        return [];
      }
      const words = {
        message: `${who} is asked for the address ${due.mac}, as is ${earlier}`,
        hint: "ask for different addresses, or for one of the bond alone",
      };
      return [
        asked === ""
          ? aboutConfig(context, due.use, ["mac"], words)
          : aboutSelection(context, delegate, words),
      ];
    })
  );
}
