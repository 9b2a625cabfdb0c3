/** A name that no network can have. */

import { isValidName } from "../../../cni/mod.ts";
import { aboutConfig, type ChainContext, type Report } from "../lint/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `network-name`. */
export const networkName = defineRule({
  code: "network-name",
  severity: "error",
  replay: "all",
  title: "a name that no network can have",
  why: "Runtimes refuse names with other characters than letters, digits, _, . and -: the " +
    "pod does not start.",
  remedy: "Correct name in the configuration, or leave it out: then the definition's counts.",
  wrong: variation({ bond: '"name": "my bond"' }),
  right: variation({ bond: '"name": "my-bond"' }),
  inPod: check,
  alone: true,
});

/** Octets that the name of a file has at most (NAME_MAX). */
const LONGEST_FILE = 255;
/** Of a container's ID. */
const ID = 64;

function check(context: ChainContext): Report[] {
  // A definition always has one; of the cluster's own network without any, its plugins judge.
  const named = context.chain.delegates.filter(({ cniName }) => cniName !== "");
  return named.flatMap((delegate): Report[] => {
    const { cniName, network, ifname } = delegate;
    const tell = (message: string) => [
      aboutConfig(context, { delegate, path: [] }, ["name"], {
        message: `${network}: ${message}`,
        hint: "correct name here, or leave it out: then the definition's counts",
      }),
    ];
    if (!isValidName(cniName)) {
      return tell(
        `the configuration's name is ${JSON.stringify(cniName)}, and names of networks have ` +
          "letters, digits, _, . and - only, the first one a letter or digit",
      );
    }
    // libcni's cache, NAME-ID-INTERFACE.
    const room = LONGEST_FILE - ID - ifname.length - 2;
    if (cniName.length <= room) return [];
    return tell(
      `the configuration's name has ${cniName.length} octets, and files are called by it: ${room} ` +
        "are the most",
    );
  });
}
