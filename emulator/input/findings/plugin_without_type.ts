/** A plugin of a list that has no type. */

import { isJsonObject, memberOf } from "../../../cni/mod.ts";
import { aboutConfig, type ChainContext, type Report } from "../lint/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `plugin-without-type`. */
export const pluginWithoutType = defineRule({
  code: "plugin-without-type",
  severity: "error",
  replay: "all",
  title: "a plugin of a list that has no type",
  why: "Multus looks at the first plugin alone, and libcni refuses the list when it is its turn: " +
    "the pod does not start, and what was attached before is detached again.",
  remedy: "Write the type, the name of the plugin's program.",
  wrong: variation({
    firstConfig:
      '{"cniVersion": "0.4.0", "name": "links", "plugins": [{"type": "sriov"}, {"mtu": 9000}]}',
  }),
  right: variation({
    firstConfig:
      '{"cniVersion": "0.4.0", "name": "links", "plugins": [{"type": "sriov"}, {"type": "tuning", "mtu": 1500}]}',
  }),
  inPod: check,
  alone: true,
});

function check(context: ChainContext): Report[] {
  return context.chain.delegates.flatMap((delegate): Report[] => {
    const plugins = delegate.kind === "conflist" ? memberOf(delegate.config, "plugins") : [];
    if (!Array.isArray(plugins)) return [];
    return plugins.flatMap((plugin: unknown, i) => {
      if (!isJsonObject(plugin) || memberOf(plugin, "type")) return [];
      const path = ["plugins", i];
      return [aboutConfig(context, { delegate, path: [] }, path, {
        message: `${delegate.network}: plugins[${i}] has no "type": libcni refuses the list`,
        hint: "write the type, the name of the plugin's program",
      })];
    });
  });
}
