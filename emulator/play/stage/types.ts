/**
 * A scenario: what happens around a pod while it lives, and what must come of it.
 *
 * Pods are attached before the first step, but for those whose first call is a step's ADD. After the
 * last step, those that are still attached are detached.
 */

import type { Action } from "../actions/mod.ts";
import type { Expectation } from "../expectations/mod.ts";
import type { Position } from "../../input/model.ts";

/** A scenario, as it is run. */
export interface Scenario {
  name: string;
  steps: ScenarioStep[];
}

/** One thing that is done, and what must be seen after it. */
export interface ScenarioStep {
  action: Action;
  /** Where it was written. */
  position?: Position;
  expect?: Expectation;
}
