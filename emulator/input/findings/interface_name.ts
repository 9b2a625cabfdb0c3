/** A name that no interface can have. */

import { CniError, validateInterfaceName } from "../../../cni/mod.ts";
import { aboutSelection, type ChainContext, type Report } from "../lint/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `interface-name`. */
export const interfaceName = defineRule({
  code: "interface-name",
  severity: "error",
  replay: "all",
  title: "a name that no interface can have",
  why: "Multus does not look at names in the JSON form, but the kernel takes at most 15 " +
    "octets without blanks and slashes: every call fails, and the pod does not start.",
  remedy: "Ask for a shorter name, of letters, digits, - and _.",
  wrong: variation({
    networks:
      '[{"name": "east"}, {"name": "west"}, {"name": "bond", "interface": "bond-of-two-links"}]',
  }),
  right: variation({
    networks: '[{"name": "east"}, {"name": "west"}, {"name": "bond", "interface": "bond0"}]',
  }),
  inPod: check,
});

function check(context: ChainContext): Report[] {
  return context.chain.delegates.flatMap((delegate): Report[] => {
    try {
      validateInterfaceName(delegate.ifname);
      if (!RESERVED.includes(delegate.ifname)) return [];
      return [aboutSelection(context, delegate, {
        message: `${delegate.network} asks for the interface ${delegate.ifname}, a name that the ` +
          "kernel keeps for the sysctls of all interfaces",
        hint: "ask for another name",
      })];
    } catch (error) {
      if (!(error instanceof CniError)) throw error;
      return [aboutSelection(context, delegate, {
        message: `${delegate.network} asks for the interface ${JSON.stringify(delegate.ifname)}: ` +
          error.toString(),
        hint: "ask for a name of at most 15 octets, without blanks, / and :",
      })];
    }
  });
}

/** Their folders under /proc/sys/net are taken (sysctl_dev_name_is_allowed). */
const RESERVED: readonly string[] = ["all", "default"];
