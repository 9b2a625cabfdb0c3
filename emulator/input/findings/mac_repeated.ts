/** One address for several links. */

import { aboutSelection, type LintInput, macAskedOf, type Report } from "../lint/mod.ts";
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
      const mac = macAskedOf(delegate).toLowerCase().replaceAll(/[.-]/g, ":");
      if (mac === "") return [];
      const { namespace, name } = context.pod;
      const who = `${delegate.network} as ${delegate.ifname} of ${namespace}/${name}`;
      const earlier = first.get(mac);
      if (earlier === undefined) {
        first.set(mac, who);
        return [];
      }
      return [aboutSelection(context, delegate, {
        message: `${who} is asked for the address ${mac}, as is ${earlier}`,
        hint: "ask for different addresses, or for one of the bond alone",
      })];
    })
  );
}
