/** A placeholder that was not filled in. */

import { isJsonObject } from "../../../cni/mod.ts";
import { isPlaceholder, parsePfSelector } from "../devices/mod.ts";
import { parseJsonText, type Path, type SourceText } from "../manifests/mod.ts";
import { type LintInput, type Report, reportAt, type Words } from "../lint/mod.ts";
import { GOOD, variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `placeholder`. */
export const placeholder = defineRule({
  code: "placeholder",
  severity: "warning",
  replay: "all",
  title: "a placeholder that was not filled in",
  why: "On a cluster it fits no device, and means nothing to a plugin; here it stands for a " +
    "physical function of its own.",
  remedy: "Write the name that ip link shows on the node, or the value that is meant.",
  wrong: variation({
    pools:
      '[{"resourceName": "east", "resourcePrefix": "example.org", "selectors": {"pfNames": ["<PF_NAME_1>"]}}, {"resourceName": "west", "resourcePrefix": "example.org", "selectors": {"pfNames": ["ens2f0"]}}]',
  }),
  right: GOOD,
  inInput: check,
});

function check({ manifests: { devicePlugins, policies, networks } }: LintInput): Report[] {
  return [
    ...policies.flatMap(({ source, pfNames }) =>
      pfNames.flatMap((text, i) =>
        isPlaceholder(parsePfSelector(text).name)
          ? [reportAt(source.position(["spec", "nicSelector", "pfNames", i]), pool(text))]
          : []
      )
    ),
    ...devicePlugins.flatMap(({ config }) =>
      placeholdersIn(config).map(({ text, path }) => reportAt(config.atPath(path), pool(text)))
    ),
    ...networks.flatMap(({ config, namespace, name }) =>
      config === undefined
        ? []
        : placeholdersIn(config).map(({ text, path }) =>
          reportAt(config.atPath(path), {
            message: `${namespace}/${name}: ${text} was to be filled in`,
            hint: "write the value that is meant",
          })
        )
    ),
  ];
}

function pool(text: string): Words {
  return {
    message: `${text} was to be filled in; here it stands for a physical function of its own`,
    hint: "on a cluster it fits no device: write the name that `ip link` shows on the node",
  };
}

function placeholdersIn({ text }: SourceText): { text: string; path: Path }[] {
  let json: unknown;
  try {
    json = parseJsonText(text);
  } catch {
    return []; // Told elsewhere.
  }
  return [...stringsIn(json, [])].filter(({ text }) => isPlaceholder(parsePfSelector(text).name));
}

function* stringsIn(value: unknown, path: Path): Generator<{ text: string; path: Path }> {
  if (typeof value === "string") yield { text: value, path };
  else if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) yield* stringsIn(item, [...path, i]);
  } else if (isJsonObject(value)) {
    for (const [key, item] of Object.entries(value)) yield* stringsIn(item, [...path, key]);
  }
}
