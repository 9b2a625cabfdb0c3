/** The annotation k8s.v1.cni.cncf.io/networks in both of its forms. */

import { parseCommaForm } from "./comma_form.ts";
import type { SelectionElement } from "./element.ts";
import { parseJsonForm } from "./json_form.ts";
import { validateElement } from "./validate.ts";

/**
 * Returns the networks that an annotation asks for, in its order; none for an empty one. Networks
 * without a namespace are in `namespace`. Throws AnnotationError at the first fault.
 */
export function parseNetworks(text: string, namespace: string): SelectionElement[] {
  if (text === "") return [];
  const parse = /[[{"]/.test(text) ? parseJsonForm : parseCommaForm;
  return parse(text).map((element) => {
    validateElement(element);
    return { ...element, namespace: element.namespace || namespace };
  });
}
