/** What was to be filled in, and was not. */

import { isJsonObject } from "../../../cni/mod.ts";
import { isPlaceholder, parsePfSelector } from "../devices/mod.ts";
import { diagnosticAt } from "../diagnostic.ts";
import { type Manifests, parseJsonText, type Path, type SourceText } from "../manifests/mod.ts";
import type { Diagnostic } from "../model.ts";

/** Returns a finding for each placeholder, such as "<PF_NAME_1>", in the configurations of the input. */
export function lintPlaceholders({ devicePlugins, networks }: Manifests): Diagnostic[] {
  return [
    ...devicePlugins.flatMap(({ config }) =>
      placeholdersIn(config).map(({ text, path }) =>
        diagnosticAt(config.atPath(path), {
          code: "placeholder",
          severity: "warning",
          message: `${text} was to be filled in; here it stands for a physical function of its own`,
          hint: "on a cluster it fits no device: write the name that `ip link` shows on the node",
        })
      )
    ),
    ...networks.flatMap(({ config, namespace, name }) =>
      config === undefined
        ? []
        : placeholdersIn(config).map(({ text, path }) =>
          diagnosticAt(config.atPath(path), {
            code: "placeholder",
            severity: "warning",
            message: `${namespace}/${name}: ${text} was to be filled in`,
            hint: "write the value that is meant",
          })
        )
    ),
  ];
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
