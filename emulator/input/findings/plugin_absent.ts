/** A plugin that is not here. */

import { aboutConfig, absentTypes, type ChainContext, type Report } from "../lint/mod.ts";
import { GOOD, variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `plugin-absent`. */
export const pluginAbsent = defineRule({
  code: "plugin-absent",
  severity: "info",
  replay: "rest",
  title: "a plugin that is not here",
  why: "Without a program for it the network can be neither replayed nor fully checked; " +
    "whether the nodes have one cannot be told from here.",
  remedy: "Name one with --plugin TYPE=PATH, or its folder with --cni-path.",
  wrong: variation({ bond: '"ipam": {"type": "whereabouts", "range": "10.56.217.0/24"}' }),
  right: GOOD,
  inPod: check,
});

function check(context: ChainContext): Report[] {
  return absentTypes(context).filter(({ near }) => near === undefined).map(({ type, use, path }) =>
    aboutConfig(context, use, path, {
      message:
        `${use.delegate.network} needs the plugin ${JSON.stringify(type)}, and there is no ` +
        "program of that name here: pods with the network are not replayed",
      hint: `name one with --plugin ${type}=PATH, or its folder with --cni-path`,
    })
  );
}
