/** Networks that cannot be checked. */

import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `check-impossible`. */
export const checkImpossible = defineRule({
  code: "check-impossible",
  severity: "info",
  replay: "all",
  title: "networks that cannot be checked",
  why:
    "CHECK came with CNI 0.4.0: libcni refuses it for a configuration of an older version, and " +
    "no runtime asks for it. With --check the other networks are checked.",
  remedy: 'Write "cniVersion": "0.4.0" or newer where they are to be checked.',
  wrong: variation({ links: '"cniVersion": "0.3.1"' }),
  right: variation({ links: '"cniVersion": "0.4.0"' }),
});
