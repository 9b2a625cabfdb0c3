/** The pod's wish for a default route of its own. */

import { positionOf, type SelectionElement } from "../annotation/mod.ts";
import { parseAddress } from "../../netlink/mod.ts";
import type { SourceText } from "../manifests/mod.ts";
import { ChainError } from "./error.ts";

/** Throws ChainError when the elements ask for more than one gateway of a family. */
export function refuseSecondGateway(
  elements: readonly SelectionElement[],
  annotation: SourceText,
): void {
  const wanted = elements.flatMap(({ defaultRoute = [], place }) =>
    defaultRoute.map((gateway) => ({ gateway, place }))
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
        position: positionOf(annotation, second.place),
        hint: "keep default-route in one network only, with one gateway for each family at most",
      },
    );
  }
}
