/** A version of CNI that does not exist. */

import { CNI_VERSIONS, isCniVersion } from "../../../cni/mod.ts";
import { aboutConfig, type ChainContext, type Report, versionOf } from "../lint/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `cni-version-unknown`. */
export const cniVersionUnknown = defineRule({
  code: "cni-version-unknown",
  severity: "error",
  replay: "all",
  title: "a version of CNI that does not exist",
  why: "Plugins refuse versions that they do not know: the pod does not start.",
  remedy: "Write a released version, without v: 1.0.0, 0.4.0, 0.3.1.",
  wrong: variation({ bond: '"cniVersion": "v1.0.0"' }),
  right: variation({ bond: '"cniVersion": "1.0.0"' }),
  inPod: check,
  alone: true,
});

function check(context: ChainContext): Report[] {
  return context.chain.delegates.filter((delegate) => !isCniVersion(versionOf(delegate)))
    .map((delegate) =>
      aboutConfig(context, { delegate, path: [] }, ["cniVersion"], {
        message: `${delegate.network}: there is no version ${
          JSON.stringify(versionOf(delegate))
        } of CNI`,
        hint: `write one of ${CNI_VERSIONS.join(", ")}`,
      })
    );
}
