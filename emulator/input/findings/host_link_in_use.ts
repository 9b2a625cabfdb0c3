/** A link that the host needs. */

import { aboutConfig, bondsIn, type ChainContext, type Report } from "../lint/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `host-link-in-use`. */
export const hostLinkInUse = defineRule({
  code: "host-link-in-use",
  severity: "error",
  replay: "all",
  title: "a link that the host needs",
  why: "The plugin does not take a link that carries the node's default route, so that the " +
    "node keeps its network: the pod does not start.",
  remedy: "Bond links that the node does not need.",
  wrong: variation({
    networks: "bond@bond0",
    resources: "{}",
    bond: '"linksInContainer": false, "links": ["ens3", "ens4"]',
    more: `apiVersion: emulator.bond/v1
kind: ChainScenario
metadata:
  name: example
node:
  nics:
    - {name: ens3, defaultRoute: true}
    - {name: ens4}
`,
  }),
  right: variation({
    networks: "bond@bond0",
    resources: "{}",
    bond: '"linksInContainer": false, "links": ["ens3", "ens4"]',
  }),
  inPod: check,
});

function check(context: ChainContext): Report[] {
  const needed = context.node.nics.filter(({ defaultRoute }) => defaultRoute).map(({ name }) =>
    name
  );
  return bondsIn(context).filter(({ linksInContainer, outline }) =>
    !linksInContainer && !outline.settings.allowInUse
  ).flatMap((bond) =>
    bond.links.filter(({ name }) => needed.includes(name)).map(({ name, path }) =>
      aboutConfig(context, bond, path, {
        message:
          `${bond.delegate.network} takes ${name} from the host, which has its default route there`,
        hint: "name a link that the node does not need",
      })
    )
  );
}
