/** A version of CNI without results that have no addresses. */

import { isAtLeast, isCniVersion } from "../../../cni/mod.ts";
import { traitsOf } from "../plugins/mod.ts";
import {
  aboutConfig,
  type ChainContext,
  ipamType,
  pluginsIn,
  type Report,
  versionOf,
} from "../lint/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `cni-version-old`. */
export const cniVersionOld = defineRule({
  code: "cni-version-old",
  severity: "error",
  replay: "all",
  title: "a version of CNI without results that have no addresses",
  why: "Before 0.3.0, and without a cniVersion, a result must have addresses: a plugin " +
    "without IPAM cannot answer, and the pod does not start.",
  remedy: "Write a cniVersion, 0.3.1 or newer.",
  wrong: variation({ links: '"cniVersion": ""' }),
  right: variation({ links: '"cniVersion": "0.3.1"' }),
  inPod: check,
  alone: true,
});

function check(context: ChainContext): Report[] {
  return pluginsIn(context).filter((use) => {
    const version = versionOf(use.delegate);
    // flannel gives its delegate ipam; the bond answers without addresses, as the Go plugin does.
    return use.type !== "bond" && use.path.at(-1) !== "delegate" &&
      traitsOf(use.type).addressesOfIpamOnly &&
      ipamType(use) === "" && isCniVersion(version) &&
      !isAtLeast(version, "0.3.0");
  }).map((use) => {
    const written = use.delegate.config["cniVersion"];
    return aboutConfig(context, { delegate: use.delegate, path: [] }, ["cniVersion"], {
      message:
        `${use.delegate.network} ${written ? `is in version ${written}` : "has no cniVersion"} ` +
        `and no ipam, and before 0.3.0 ${use.type} cannot answer without addresses`,
      hint: 'write "cniVersion": "1.0.0", or 0.3.1 and newer',
    });
  });
}
