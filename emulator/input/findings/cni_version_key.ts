/** A misspelt cniVersion. */

import { isSameKey, memberOf } from "../../../cni/mod.ts";
import { aboutConfig, type ChainContext, isVersionKey, type Report } from "../lint/mod.ts";
import { GOOD, variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `cni-version-key`. */
export const cniVersionKey = defineRule({
  code: "cni-version-key",
  severity: "warning",
  replay: "all",
  title: "a misspelt cniVersion",
  why: "Nobody reads it: the configuration counts as one of version 0.1.0.",
  remedy: "Write cniVersion.",
  wrong: variation({
    bondConfig: '{"cni_version": "1.0.0", "name": "bond", "plugins": [{"type": "bond", ' +
      '"mode": "active-backup", "failOverMac": 1, "linksInContainer": true, "miimon": 100, ' +
      '"links": ["net1", "net2"], "ipam": {"type": "host-local", "subnet": "10.56.217.0/24"}}]}',
  }),
  right: GOOD,
  inPod: check,
  alone: true,
});

function check(context: ChainContext): Report[] {
  return context.chain.delegates.filter(({ config }) =>
    memberOf(config, "cniVersion") === undefined
  )
    .flatMap((delegate) =>
      Object.keys(delegate.config).filter((key) => isVersionKey(key)).map((key) =>
        aboutConfig(context, { delegate, path: [] }, [key], {
          message: `${delegate.network}: ${
            isSameKey(key, "cniVersion") ? `${key} is null` : `nobody reads ${key}`
          }: the configuration counts as one of version 0.1.0`,
          hint: 'write "cniVersion": "1.0.0"',
        })
      )
    );
}
