/**
 * The emulator's model, which all of its parts share. Each part has a door of its own: manifests,
 * chain, lint, kernel, replay, render.
 * @module
 */

export type * from "./input/model.ts";
export {
  type AttachedDelegate,
  type NetworkStatus,
  networkStatus,
} from "./play/replay/network_status.ts";
export { reasonOf } from "./input/words/reason.ts";
