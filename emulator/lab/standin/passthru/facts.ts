/** What others need to know of the passthru plugin. */

import type { StandInFacts } from "../../../input/lint/mod.ts";

/** It reads nothing but what every plugin does. */
export const passthruFacts: StandInFacts = { keys: undefined, refusal: () => undefined };
