/**
 * A replay as moments of a network: who is in it, and how everything is when.
 * @module
 */
export { type Cast, castOf, type CastPod } from "./cast.ts";
export { isOfOther, MANY_PODS, type Moment, momentWords, type Story, storyOf } from "./moments.ts";
export type { Frame, Sign } from "./state.ts";
