/** Pods' annotations about networks. */
export {
  AnnotationError,
  keyPlace,
  type Place,
  plainElement,
  positionOf,
  type SelectionElement,
} from "./element.ts";
export { parseNetworks } from "./parse.ts";
export { type StrangeKey, strangeKeys } from "./strange_keys.ts";
