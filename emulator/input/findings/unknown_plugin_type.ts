/** A plugin type that is probably misspelt. */

import { aboutConfig, absentTypes, type ChainContext, type Report } from "../lint/mod.ts";
import { GOOD, variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `unknown-plugin-type`. */
export const unknownPluginType = defineRule({
  code: "unknown-plugin-type",
  severity: "error",
  replay: "rest",
  title: "a plugin type that is probably misspelt",
  why: "There is no program of that name on any node: the call fails, and the pod does not " +
    "start.",
  remedy: "Correct the type.",
  wrong: variation({ bond: '"ipam": {"type": "hostlocal", "subnet": "10.56.217.0/24"}' }),
  right: GOOD,
  inPod: check,
  alone: true,
});

function check(context: ChainContext): Report[] {
  return absentTypes(context).filter(({ near }) => near !== undefined).map((
    { type, near, use, path },
  ) =>
    aboutConfig(context, use, path, {
      message:
        `${use.delegate.network} needs the plugin ${JSON.stringify(type)}, and there is no ` +
        `program of that name; did you mean ${near}?`,
      hint: `write "type": "${near}", or name the program with --plugin ${type}=PATH, its folder ` +
        "with --cni-path",
    })
  );
}
