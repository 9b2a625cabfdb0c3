/** Pods' annotations about networks. */
export {
  AnnotationError,
  keyPlace,
  type Place,
  positionOf,
  type SelectionElement,
} from "./element.ts";
export { parseNetworks } from "./parse.ts";
