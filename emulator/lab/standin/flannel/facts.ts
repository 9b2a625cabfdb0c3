/** What others need to know of the flannel plugin. */

import { messageOf } from "../../../../cni/mod.ts";
import type { StandInFacts } from "../../../input/lint/mod.ts";
import { delegateOf } from "./delegate.ts";

/** Its rules are those that the plugin itself goes by. */
export const flannelFacts: StandInFacts = {
  keys: undefined,
  refusal(config) {
    try {
      delegateOf(config);
      return undefined;
    } catch (error) {
      return { key: "delegate", message: messageOf(error) };
    }
  },
};
