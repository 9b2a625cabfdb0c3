/** A key that sriov does not know. */

import { nearName } from "../words/mod.ts";
import {
  aboutConfig,
  type ChainContext,
  pluginsOfType,
  type Report,
  strangersIn,
} from "../lint/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `sriov-key-unknown`. */
export const sriovKeyUnknown = defineRule({
  code: "sriov-key-unknown",
  severity: "warning",
  replay: "all",
  title: "a key that sriov does not know",
  why: "The plugin passes the key over: what it was to bring about does not happen. Some " +
    "are keys of the SR-IOV operator's objects or of older plugins.",
  remedy: "Correct the key, or remove it.",
  wrong: variation({ links: '"linkState": "auto"' }),
  right: variation({ links: '"link_state": "auto"' }),
  inPod: check,
  alone: true,
});

function check(context: ChainContext): Report[] {
  const keys = context.facts.keysOf("sriov");
  if (!keys) return [];
  return pluginsOfType(context, "sriov").flatMap((use) =>
    strangersIn(use.config, keys).map((key) => {
      const near = OF_OTHERS[key] ?? nearName(key, keys);
      return aboutConfig(context, use, [key], {
        message: `${use.delegate.network}: sriov has no key ${key}` +
          (near === undefined ? "" : `; did you mean ${near}?`),
        hint: near === undefined ? "remove it" : `write ${near}, or remove it`,
      });
    })
  );
}

/** Keys of the operator's SriovNetwork, and of plugins that are gone, by what sriov calls them. */
const OF_OTHERS: Readonly<Record<string, string>> = {
  linkState: "link_state",
  maxTxRate: "max_tx_rate",
  minTxRate: "min_tx_rate",
  vlanQos: "vlanQoS",
};
