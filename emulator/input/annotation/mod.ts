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
export { strangeKeys } from "./strange_keys.ts";
