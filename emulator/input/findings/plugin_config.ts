/** A configuration that a reference plugin refuses. */

import {
  aboutConfig,
  type ChainContext,
  passedConfig,
  pluginsIn,
  type Report,
} from "../lint/mod.ts";
import { stockRefusal } from "../plugins/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `plugin-config`. */
export const pluginConfig = defineRule({
  code: "plugin-config",
  severity: "error",
  replay: "all",
  title: "a configuration that the plugin refuses",
  why: "The plugin refuses the configuration before it does anything: the pod does not start.",
  remedy: "Correct the key that is named.",
  wrong: variation({ first: '"type": "macvlan", "master": "ens3", "mode": "bridged"' }),
  right: variation({ first: '"type": "macvlan", "master": "ens3", "mode": "bridge"' }),
  inPod: check,
  alone: true,
});

function check(context: ChainContext): Report[] {
  return pluginsIn(context).flatMap((use): Report[] => {
    const isKnown = (key: string) => context.facts.knowsKey(use.type, key) !== false;
    const refused = stockRefusal(use.type, passedConfig(use), isKnown);
    if (!refused) return [];
    const { path, message, hint } = refused;
    const words = { message: `${use.delegate.network}: ${message}`, hint };
    return [aboutConfig(context, use, path, words)];
  });
}
