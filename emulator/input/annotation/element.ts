/** Network selection elements: what a pod's annotation says of each network. */

import type { JsonObject } from "../../../cni/mod.ts";
import type { Path, SourceText } from "../manifests/mod.ts";
import type { Position } from "../model.ts";

/** Where something stands in an annotation: a character of the comma form, a path in the JSON form. */
export type Place = number | Path;

/** One network that a pod asks for. */
export interface SelectionElement {
  name: string;
  /** "" until the default one is filled in. */
  namespace: string;
  /** The interface name asked for; "" for the default one. */
  interface: string;
  /** Addresses, with or without a prefix length. */
  ips: string[];
  mac: string;
  infinibandGuid: string;
  deviceId: string;
  /** Gateways of the default route that is to go through this network; absent when not asked for. */
  defaultRoute?: string[];
  portMappings?: JsonObject[];
  bandwidth?: JsonObject;
  cniArgs?: JsonObject;
  /** Where it was written. */
  place: Place;
}

/** Returns an element that asks for nothing but the network itself. */
export function plainElement(name: string, namespace: string, place: Place): SelectionElement {
  return {
    name,
    namespace,
    interface: "",
    ips: [],
    mac: "",
    infinibandGuid: "",
    deviceId: "",
    place,
  };
}

/** Returns where the `key` of the element at `place` stands: in the comma form, where the element does. */
export function keyPlace(place: Place, key: string): Place {
  return typeof place === "number" ? place : [...place, key];
}

/** Returns the position of `place` in the annotation's text. */
export function positionOf(text: SourceText, place: Place): Position {
  return typeof place === "number" ? text.at(place) : text.atPath(place);
}

/** An annotation that cannot be used, in the words of Multus as far as those say enough. */
export class AnnotationError extends Error {
  override readonly name = "AnnotationError";

  constructor(message: string, readonly place: Place, options?: ErrorOptions) {
    super(message, options);
  }
}
