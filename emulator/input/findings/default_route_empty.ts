/** A default-route without a gateway. */

import { aboutSelection, type ChainContext, type Report } from "../lint/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `default-route-empty`. */
export const defaultRouteEmpty = defineRule({
  code: "default-route-empty",
  severity: "warning",
  replay: "all",
  title: "a default-route without a gateway",
  why: "It looks like leaving the routes alone, and does the opposite: Multus removes the " +
    "default routes of all networks, and sets none.",
  remedy: "Name the gateway, or leave default-route out.",
  wrong: variation({
    networks:
      '[{"name": "east"}, {"name": "west"}, {"name": "bond", "interface": "bond0", "default-route": []}]',
  }),
  right: variation({
    networks:
      '[{"name": "east"}, {"name": "west"}, {"name": "bond", "interface": "bond0", "default-route": ["10.56.217.1"]}]',
  }),
  inPod: check,
});

function check(context: ChainContext): Report[] {
  return context.chain.delegates.filter(({ gatewayRequest }) => gatewayRequest?.length === 0)
    .map((delegate) =>
      aboutSelection(context, delegate, {
        message:
          `the pod's default-route for ${delegate.network} lists no gateway: Multus removes ` +
          "the default routes of all networks, and sets none",
        hint: "name the gateway, or leave default-route out",
      })
    );
}
