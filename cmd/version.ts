/** What this program is, in the words of `--version`. */

import { CNI_VERSIONS } from "../cni/mod.ts";
import project from "../deno.json" with { type: "json" };

/** The version of the project. */
export const VERSION: string = project.version;

/** The commit that a release was built from: the build puts it here; other builds know none. */
const COMMIT: string = "@commit@";

/** Returns the text of `bond --version`: the project, its commit in a release, the runtime inside, the protocol. */
export function versionText(): string {
  return [
    `bond ${VERSION}`,
    ...(COMMIT.startsWith("@") ? [] : [`commit ${COMMIT}`]),
    `Deno ${Deno.version.deno}`,
    `CNI ${CNI_VERSIONS.join(", ")}`,
  ].join("\n");
}

/** Returns what the program says on stderr when nothing tells it what to do. */
export function aboutText(): string {
  return [
    `bond ${VERSION}: CNI plugin for bonded links, and a lab for the pods that use it`,
    `CNI protocol versions supported: ${CNI_VERSIONS.join(", ")}`,
    "bond --help shows what it can do without a container runtime",
    "",
  ].join("\n");
}
