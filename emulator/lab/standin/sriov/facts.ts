/** What others need to know of the sriov plugin. */

import type { StandInFacts } from "../../../input/lint/mod.ts";
import { macRequests, SRIOV_KEYS, sriovRefusal } from "./config.ts";

/** Its rules are those that the plugin itself goes by. */
export const sriovFacts: StandInFacts = {
  keys: SRIOV_KEYS,
  refusal: (config, mac) => sriovRefusal(config, macRequests(config, mac)),
};
