/** A plugin that has nothing to work on. */

import {
  aboutConfig,
  type ChainContext,
  pluginsIn,
  pluginsOfDelegate,
  type Report,
} from "../lint/mod.ts";
import { traitsOf } from "../plugins/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

const list = (plugins: string) =>
  variation({
    firstConfig: `{"cniVersion": "0.4.0", "name": "east", "plugins": [${plugins}]}`,
  });

/** The finding `predecessor-missing`. */
export const predecessorMissing = defineRule({
  code: "predecessor-missing",
  severity: "error",
  replay: "all",
  title: "a plugin that has nothing to work on",
  why: "Plugins such as tuning change what another has made before them in the same list: as " +
    "the first one they fail, and the pod does not start.",
  remedy: "Put the plugin behind the one that makes the interface, in the list of its network.",
  wrong: list('{"type": "tuning", "mtu": 1400}, {"type": "sriov"}'),
  right: list('{"type": "sriov"}, {"type": "tuning", "mtu": 1400}'),
  inPod: check,
  alone: true,
});

function check(context: ChainContext): Report[] {
  return pluginsIn(context).filter((use) => {
    const [first] = pluginsOfDelegate(context, use.delegate);
    return first?.config === use.config && traitsOf(use.type).needsPredecessor;
  }).map((use) =>
    aboutConfig(context, use, ["type"], {
      message: `${use.delegate.network}: ${use.type} stands first, and has no interface to work on`,
      hint: `make a list of the plugin that makes the interface and, behind it, ${use.type}`,
    })
  );
}
