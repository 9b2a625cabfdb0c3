/** A list of plugins that no runtime can read. */

import { isJsonObject, memberOf, parseNetworkList } from "../../../cni/mod.ts";
import { aboutConfig, type ChainContext, type Report } from "../lint/mod.ts";
import type { Delegate } from "../model.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

const list = (key: string) =>
  variation({
    bondConfig:
      `{"cniVersion": "0.4.0", "name": "bond", ${key}, "plugins": [{"type": "bond", "mode": "active-backup", "failOverMac": 1, "linksInContainer": true, "miimon": 100, "links": ["net1", "net2"], "ipam": {"type": "host-local", "subnet": "10.56.217.0/24"}}]}`,
  });

/** The finding `list-config`. */
export const listConfig = defineRule({
  code: "list-config",
  severity: "error",
  replay: "all",
  title: "a list of plugins that no runtime can read",
  why: "libcni reads the list when the network's turn has come, and gives it up for a value that " +
    "is none: the pod does not start.",
  remedy: "Write true or false, and a list of versions in quotes.",
  wrong: list('"disableCheck": "no"'),
  right: list('"disableCheck": true'),
  inPod: check,
  alone: true,
});

function check(context: ChainContext): Report[] {
  return context.chain.delegates.filter(isList).flatMap((delegate): Report[] => {
    try {
      parseNetworkList(new TextEncoder().encode(JSON.stringify(delegate.config)));
      return [];
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      const at = KEYS.find((key) => error.message.includes(key)) ?? "plugins";
      return [aboutConfig(context, { delegate, path: [] }, [at], {
        message: `${delegate.network}: ${error.message}`,
        hint: "correct the value, or remove the key",
      })];
    }
  });
}

const KEYS: readonly string[] = ["cniVersions", "disableCheck", "disableGC"];

/** A plugin without a type has a finding of its own, and so has a version that is none. */
function isList({ kind, config }: Delegate): boolean {
  const { plugins, cniVersion = "" } = config;
  return kind === "conflist" && typeof cniVersion === "string" && Array.isArray(plugins) &&
    plugins.every((plugin) => isJsonObject(plugin) && memberOf(plugin, "type"));
}
