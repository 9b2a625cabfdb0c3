/** Stock plugins of this machine that are older than a scenario needs. */

import { GOOD } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `plugins-outdated`. */
export const pluginsOutdated = defineRule({
  code: "plugins-outdated",
  severity: "error",
  replay: "none",
  title: "stock plugins of this machine that are older than the scenario needs",
  why: "The scenario says which version of CNI the stock plugins must speak (needs: {cni}), and " +
    "those that this machine has are older. On the cluster it is the node's plugins that count.",
  remedy: "Have newer ones fetched, in a folder of your own: bond doctor --install --newest.",
  wrong: { shown: "needs: {cni: 1.1.0}", files: [] },
  right: GOOD,
});
