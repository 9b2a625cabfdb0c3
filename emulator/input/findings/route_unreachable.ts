/** A route through a gateway that cannot be reached. */

import { traitsOf } from "../plugins/mod.ts";
import {
  type Address,
  boundsOf,
  type Cidr,
  contains,
  type Grant,
  readAddress,
  readCidr,
} from "../ipam/mod.ts";
import {
  aboutConfig,
  aboutSelection,
  addressesIn,
  ipamType,
  type LintInput,
  pluginsOfDelegate,
  type Report,
} from "../lint/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `route-unreachable`. */
export const routeUnreachable = defineRule({
  code: "route-unreachable",
  severity: "error",
  replay: "all",
  title: "a route through a gateway that cannot be reached",
  why: "The kernel takes a route only when its gateway is in a network of the interface: " +
    "the plugin fails, and the pod does not start.",
  remedy: "Name a gateway of the interface's own subnet, or leave gw out.",
  wrong: variation({
    bond:
      '"ipam": {"type": "host-local", "subnet": "10.56.217.0/24", "routes": [{"dst": "10.99.0.0/16", "gw": "10.88.0.1"}]}',
  }),
  right: variation({
    bond:
      '"ipam": {"type": "host-local", "subnet": "10.56.217.0/24", "routes": [{"dst": "10.99.0.0/16", "gw": "10.56.217.1"}]}',
  }),
  inInput: check,
});

function check(input: LintInput): Report[] {
  return [...ofConfigurations(input), ...ofAnnotations(input)];
}

/** Multus sets the routes of default-route itself. */
function ofAnnotations(input: LintInput): Report[] {
  const given = Map.groupBy(addressesIn(input), ({ use }) => use.delegate);
  return input.pods.flatMap((context) =>
    context.chain.delegates.flatMap((delegate) => {
      const asked = delegate.gatewayRequest ?? [];
      const answers = given.get(delegate) ?? [];
      // Plugins of others may give addresses of their own.
      const isKnown = pluginsOfDelegate(context, delegate).every((use) =>
        ipamType(use) === ""
          ? traitsOf(use.type).addressesOfIpamOnly || traitsOf(use.type).isMeta
          : answers.some((one) => one.use.config === use.config && one.grant)
      );
      if (!isKnown) return [];
      const ips = answers.flatMap(({ grant }) => grant?.ips ?? []);
      return asked.filter((gateway) => !isReachable(gateway, ips)).map((gateway) =>
        aboutSelection(context, delegate, {
          message:
            `the pod's default-route for ${delegate.network} goes by ${gateway}, which is in no ` +
            `subnet of ${delegate.ifname}`,
          hint: "name a gateway of the subnet",
        })
      );
    })
  );
}

function ofConfigurations(input: LintInput): Report[] {
  return addressesIn(input).flatMap(({ context, use, grant }) =>
    (grant ? refusedRoutes(grant) : []).map(({ path, message, hint }) =>
      aboutConfig(context, use, ["ipam", ...path], {
        message: `${use.delegate.network}: ${message}`,
        hint,
      })
    )
  );
}

/** RT_SCOPE_LINK: such a route leads to what is on the link itself, and by no gateway. */
const SCOPE_LINK = 253;

function refusedRoutes({ ips, routes }: Grant) {
  // What earlier routes lead to without a gateway is on the link, too.
  const onLink: Cidr[] = [...ips];
  return routes.flatMap(({ dst, gw, scope, isAside, path }) => {
    const network = readCidr(dst);
    const own = ips.flatMap(({ gateway }) => gateway ?? []).find((gateway) =>
      readAddress(gateway)?.family === network?.family
    );
    const ofLink = network?.family === 4 && scope >= SCOPE_LINK;
    const via = gw ?? (ofLink ? undefined : own);
    if (via === undefined) {
      if (network && !isAside) onLink.push(network);
      return [];
    }
    if (ofLink) {
      return [{
        path: [...path, "scope"],
        message: `the route to ${dst} goes by ${via}, and with scope ${scope} by no gateway`,
        hint: "leave scope out, or gw",
      }];
    }
    if (isReachable(via, onLink)) return [];
    return [
      gw === undefined
        ? {
          path,
          message:
            `the route to ${dst} goes by ${via}, the gateway of the address, which is in no ` +
            "subnet of the interface",
          hint: "correct gateway, or name gw in the route",
        }
        : {
          path: [...path, "gw"],
          message: `the route to ${dst} goes by ${via}, which is in no subnet of the interface`,
          hint: "name a gateway of the subnet, or leave gw out",
        },
    ];
  });
}

function isReachable(gateway: string, ips: readonly Cidr[]): boolean {
  const address = readAddress(gateway);
  // Link-local addresses are on every link, and 0.0.0.0 stands for no gateway.
  return !address || address.number === 0n || gateway.startsWith("fe80:") ||
    ips.some((ip) => contains(ip, address) && !isForAll(ip, address));
}

/** Whether the address is that of all hosts of the network, by which no route goes. */
function isForAll(network: Cidr, { family, number }: Address): boolean {
  return family === 4 && network.prefix < 31 && number === boundsOf(network).last;
}
