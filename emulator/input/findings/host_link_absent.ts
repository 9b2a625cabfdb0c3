/** A link that the host does not have. */

import { didYouMean } from "../words/mod.ts";
import {
  aboutConfig,
  bondsIn,
  type ChainContext,
  hostDevices,
  listed,
  type Report,
} from "../lint/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `host-link-absent`. */
export const hostLinkAbsent = defineRule({
  code: "host-link-absent",
  severity: "error",
  replay: "all",
  title: "a link that the host does not have",
  why: "The bond looks for the link on the host, does not find it, and fails: the pod does " +
    "not start.",
  remedy: "Correct the name, or describe the node's devices in a ChainScenario.",
  wrong: variation({
    networks: "bond@bond0",
    resources: "{}",
    bond: '"linksInContainer": false, "links": ["ens1f0v0", "ens2f0v9"]',
  }),
  right: variation({
    networks: "bond@bond0",
    resources: "{}",
    bond: '"linksInContainer": false, "links": ["ens1f0v0", "ens2f0v0"]',
  }),
  inPod: check,
});

function check(context: ChainContext): Report[] {
  const devices = hostDevices(context.node);
  return bondsIn(context).filter(({ linksInContainer }) => !linksInContainer).flatMap((bond) =>
    bond.links.filter(({ name, maker }) => !maker && !devices.includes(name)).map(
      ({ name, path }) =>
        aboutConfig(context, bond, path, {
          message: `${bond.delegate.network} takes ${name} from the host, which has no such link` +
            didYouMean(name, devices),
          hint: `the node has ${
            listed(devices) || "no devices"
          }; a ChainScenario can describe others`,
        }),
    )
  );
}
