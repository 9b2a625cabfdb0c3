/** Multus' plugin passthru: the first of a chain that others only join, it attaches nothing itself. */

import { emptyResult, type Plugin } from "../../../../cni/mod.ts";

/** Stands in for passthru, which has an answer without anything in it. */
export const passthruPlugin: Plugin = {
  about: "CNI plugin passthru: the lab's stand-in",
  add: (_invocation, commit) => {
    commit(emptyResult());
    return Promise.resolve();
  },
  del: () => Promise.resolve(),
};
