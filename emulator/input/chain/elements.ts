/** A pod's annotation as elements. */

import {
  AnnotationError,
  parseNetworks,
  positionOf,
  type SelectionElement,
} from "../annotation/mod.ts";
import type { SourceText } from "../manifests/mod.ts";
import { ChainError } from "./error.ts";

/** Returns the elements of an annotation; those without a namespace are in `namespace`. Throws ChainError. */
export function elementsOf(annotation: SourceText, namespace: string): SelectionElement[] {
  try {
    return parseNetworks(annotation.text, namespace);
  } catch (cause) {
    if (!(cause instanceof AnnotationError)) throw cause;
    const position = positionOf(annotation, cause.place);
    throw new ChainError(cause.message, { code: "annotation", position, cause });
  }
}
