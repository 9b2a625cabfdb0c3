/** A key that Multus does not know. */

import { strangeKeys } from "../annotation/mod.ts";
import { DEFAULT_NETWORK, NETWORKS } from "../chain/mod.ts";
import { type LintInput, type Report, reportAt } from "../lint/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `selection-key`. */
export const selectionKey = defineRule({
  code: "selection-key",
  severity: "warning",
  replay: "all",
  title: "a key that Multus does not know",
  why: "Multus passes the key over: what the pod asks for by it does not happen.",
  remedy: "Correct the key.",
  wrong: variation({
    networks: '[{"name": "east"}, {"name": "west"}, {"name": "bond", "ifname": "bond0"}]',
  }),
  right: variation({
    networks: '[{"name": "east"}, {"name": "west"}, {"name": "bond", "interface": "bond0"}]',
  }),
  inInput: check,
});

function check({ manifests: { pods } }: LintInput): Report[] {
  return pods.flatMap(({ annotations }) =>
    [NETWORKS, DEFAULT_NETWORK].flatMap((key) => {
      const text = annotations.get(key);
      if (!text) return [];
      return strangeKeys(text.text).map(({ path, key, near, outdated }) =>
        reportAt(text.atPath(path), {
          message: outdated
            ? `${key} is an old name of ${near}, which newer programs do not read`
            : `a network of the annotation has no key ${key}` +
              (near === undefined ? "" : `; did you mean ${near}?`),
          hint: near === undefined ? "remove it" : `write ${near}`,
        })
      );
    })
  );
}
