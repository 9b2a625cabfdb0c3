/** A key that stands twice. */

import { DEFAULT_NETWORK, NETWORKS } from "../chain/mod.ts";
import { repeatedKeys } from "../manifests/mod.ts";
import { type LintInput, type Report, reportAt } from "../lint/mod.ts";
import { GOOD, variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `key-repeated`. */
export const keyRepeated = defineRule({
  code: "key-repeated",
  severity: "warning",
  replay: "all",
  title: "a key that stands twice",
  why: "Only the last one counts, and nobody is told: what reads like one value is another.",
  remedy: "Remove one of them.",
  wrong: variation({ bond: '"miimon": 100, "miimon": 0, "arpInterval": 0, "miimon": 100' }),
  right: GOOD,
  inInput: check,
});

function check({ manifests: { networks, devicePlugins, multus, pods } }: LintInput): Report[] {
  const texts = [
    ...networks.flatMap(({ config, namespace, name }) =>
      config ? [{ config, who: `${namespace}/${name}` }] : []
    ),
    ...[...devicePlugins, ...multus].map(({ config, name }) => ({
      config,
      who: `ConfigMap ${name}`,
    })),
    ...pods.flatMap(({ annotations }) =>
      [NETWORKS, DEFAULT_NETWORK].flatMap((key) => {
        const config = annotations.get(key);
        return config ? [{ config, who: key }] : [];
      })
    ),
  ];
  return texts.flatMap(({ config, who }) =>
    repeatedKeys(config.text).map(({ key, offset }) =>
      reportAt(config.at(offset), {
        message:
          `${who}: the key ${key} stands here again: this one counts, and the one before does not`,
        hint: "remove one of them",
      })
    )
  );
}
