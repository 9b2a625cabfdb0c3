/** The pod's wish for a default route of its own. */

import { positionOf, type SelectionElement } from "../annotation/mod.ts";
import { parseAddress } from "../../../netlink/mod.ts";
import type { SourceText } from "../manifests/mod.ts";
import { ChainError } from "./error.ts";

/** Elements, and the annotation that they stand in. */
export interface Elements {
  elements: readonly SelectionElement[];
  annotation: SourceText;
}

/** Throws ChainError when the elements of all annotations ask for more than one gateway of a family. */
export function refuseSecondGateway(all: readonly Elements[]): void {
  const wanted = all.flatMap(({ elements, annotation }) =>
    elements.flatMap(({ defaultRoute = [], place }) =>
      defaultRoute.map((gateway) => ({ gateway, annotation, place }))
    )
  );
  for (const family of [4, 6] as const) {
    const ofFamily = wanted.filter(({ gateway }) => parseAddress(gateway).family === family);
    const [, second] = ofFamily;
    if (!second) continue;
    throw new ChainError(
      `multus does not support ECMP for default-route: ${ofFamily.length} IPv${family} gateways ` +
        `are asked for (${ofFamily.map(({ gateway }) => gateway).join(", ")})`,
      {
        code: "default-route",
        position: positionOf(second.annotation, second.place),
        hint: "keep default-route in one network only, with one gateway for each family at most",
      },
    );
  }
}
