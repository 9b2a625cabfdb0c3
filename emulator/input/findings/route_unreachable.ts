/** A route through a gateway that cannot be reached. */

import { traitsOf } from "../plugins/mod.ts";
import {
  type Address,
  boundsOf,
  contains,
  type GivenAddress,
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
    grant
      ? unreachable(grant).map(({ path, dst, gw, isOwn }) =>
        aboutConfig(context, use, ["ipam", ...path], {
          message: `${use.delegate.network}: the route to ${dst} goes by ${gw}${
            isOwn ? "" : ", the gateway of the address"
          }, which is in no subnet of the interface`,
          hint: isOwn
            ? "name a gateway of the subnet, or leave gw out"
            : "correct gateway, or name gw in the route",
        })
      )
      : []
  );
}

function unreachable({ ips, routes }: Grant) {
  return routes.flatMap(({ dst, gw, path }) => {
    const family = readCidr(dst)?.family;
    const own = ips.flatMap(({ gateway }) => gateway ?? []).find((gateway) =>
      readAddress(gateway)?.family === family
    );
    const via = gw ?? own;
    if (!via || isReachable(via, ips)) return [];
    const isOwn = gw !== undefined;
    return [{ dst, gw: via, isOwn, path: isOwn ? [...path, "gw"] : path }];
  });
}

function isReachable(gateway: string, ips: readonly GivenAddress[]): boolean {
  const address = readAddress(gateway);
  // Link-local addresses are on every link, and 0.0.0.0 stands for no gateway.
  return !address || address.number === 0n || gateway.startsWith("fe80:") ||
    ips.some((ip) => contains(ip, address) && !isForAll(ip, address));
}

/** Whether the address is that of all hosts of the network, by which no route goes. */
function isForAll(network: GivenAddress, { family, number }: Address): boolean {
  return family === 4 && network.prefix < 31 && number === boundsOf(network).last;
}
