/** The comma form: `[namespace/]name[@interface]`, one after another. */

import { AnnotationError, plainElement, type SelectionElement } from "./element.ts";

/** Letters in lower case, digits, hyphens inside (a DNS-1123 label). */
const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
/** The kernel's limit (IFNAMSIZ - 1), in octets. */
const MAX_IFNAME = 15;

/** Returns the elements of `text`. Throws AnnotationError. */
export function parseCommaForm(text: string): SelectionElement[] {
  let offset = 0;
  return text.split(",").map((piece) => {
    const place = offset + (piece.length - piece.trimStart().length);
    offset += piece.length + 1;
    return parseItem(piece.trim(), place);
  });
}

function parseItem(item: string, place: number): SelectionElement {
  const slashParts = item.split("/");
  if (slashParts.length > 2) throw malformed(item, place, "/");
  const [rest = "", namespace = ""] = slashParts.map((part) => part.trim()).reverse();
  const atParts = rest.split("@");
  if (atParts.length > 2) throw malformed(item, place, "@");
  const [name = "", ifname = ""] = atParts.map((part) => part.trim());
  for (const label of [namespace, name]) {
    if (label === "" || LABEL.test(label)) continue;
    throw new AnnotationError(
      `the item "${item}" of the networks annotation has the name "${label}", which is no ` +
        "lower-case label: letters a-z, digits and inner hyphens only (the JSON form takes other names)",
      place,
    );
  }
  const octets = new TextEncoder().encode(ifname).length;
  if (octets > MAX_IFNAME || /[\s/]/.test(ifname)) {
    throw new AnnotationError(
      `the item "${item}" of the networks annotation asks for the interface "${ifname}": ` +
        `at most ${MAX_IFNAME} characters, no "/" and no white space`,
      place,
    );
  }
  return { ...plainElement(name, namespace, place), interface: ifname };
}

function malformed(item: string, place: number, character: string): AnnotationError {
  return new AnnotationError(
    `the item "${item}" of the networks annotation is malformed (failed at '${character}'): ` +
      "[namespace/]name[@interface] is due",
    place,
  );
}
