/** The annotation k8s.v1.cni.cncf.io/networks in both of its forms. */

import { parseCommaForm } from "./comma_form.ts";
import { AnnotationError, type SelectionElement } from "./element.ts";
import { parseJsonForm } from "./json_form.ts";
import { validateElement } from "./validate.ts";

/** Of the networks of a pod: its interfaces take their names from net1 on, and kubelet's patience ends before. */
const MAX_ELEMENTS = 1000;

/**
 * Returns the networks that an annotation asks for, in its order; none for an empty one. Networks
 * without a namespace are in `namespace`. Throws AnnotationError at the first fault.
 */
export function parseNetworks(text: string, namespace: string): SelectionElement[] {
  if (text === "") return [];
  const parse = /[[{"]/.test(text) ? parseJsonForm : parseCommaForm;
  const elements = parse(text);
  if (elements.length > MAX_ELEMENTS) {
    throw new AnnotationError(
      `the networks annotation asks for ${elements.length} networks, and ${MAX_ELEMENTS} are more ` +
        "than a pod can have",
      [],
    );
  }
  return elements.map((element) => {
    validateElement(element);
    return { ...element, namespace: element.namespace || namespace };
  });
}
