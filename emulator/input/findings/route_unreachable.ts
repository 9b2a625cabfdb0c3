/** A route that cannot be set. */

import { traitsOf } from "../plugins/mod.ts";
import {
  type Address,
  boundsOf,
  type Cidr,
  contains,
  type GivenRoute,
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
  type Words,
} from "../lint/mod.ts";
import type { Path } from "../manifests/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `route-unreachable`. */
export const routeUnreachable = defineRule({
  code: "route-unreachable",
  severity: "error",
  replay: "all",
  title: "a route that cannot be set",
  why: "The kernel takes a route only when its gateway is in a network of the interface, and one " +
    "on the link (scope 253) has none: the plugin fails, and the pod does not start.",
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
  return addressesIn(input).flatMap(({ context, use, grant }) => {
    const isOurs = use.type === "bond" || context.facts.keysOf(use.type) !== undefined;
    return (grant ? refusedRoutes(grant, isOurs) : []).map(({ path, message, hint }) =>
      aboutConfig(context, use, ["ipam", ...path], {
        message: `${use.delegate.network}: ${message}`,
        hint,
      })
    );
  });
}

/** RT_SCOPE_LINK, for what is on the link itself; such a route goes by no gateway. RT_SCOPE_NOWHERE is none. */
const [SCOPE_LINK, SCOPE_NOWHERE] = [253, 255];
/** RT_TABLE_MAIN; 0 is that, too. */
const MAIN_TABLES: readonly number[] = [0, 254];

/**
 * Returns the routes that cannot be set. This program's own plugins look at numbers before they send them,
 * and give no gateway to a route on the link; the reference plugins do neither.
 */
function refusedRoutes({ ips, routes }: Grant, isOurs: boolean): Refused[] {
  // What earlier routes lead to without a gateway is on the link, too.
  const onLink: Cidr[] = [...ips];
  return routes.flatMap((route): Refused[] => {
    const { dst, gw, attributes, path } = route;
    const outside = isOurs ? outOfRange(route) : undefined;
    if (outside) return [outside];
    const network = readCidr(dst);
    const scope = (attributes.get("scope") ?? 0) & 0xff;
    if (network?.family === 4 && scope === SCOPE_NOWHERE) return [nowhere(route)];
    const own = ips.flatMap(({ gateway }) => gateway ?? []).find((gateway) =>
      readAddress(gateway)?.family === network?.family
    );
    const ofLink = network?.family === 4 && scope >= SCOPE_LINK;
    const via = gw ?? (ofLink && isOurs ? undefined : own);
    if (via === undefined) {
      const isMain = MAIN_TABLES.includes(attributes.get("table") ?? 0);
      if (network && isMain && (ofLink || network.family === 6)) onLink.push(network);
      return [];
    }
    if (!ofLink && isReachable(via, onLink)) return [];
    const whose = gw === undefined ? ", the gateway of the address" : "";
    return [{
      path: ofLink ? [...path, "scope"] : gw === undefined ? path : [...path, "gw"],
      message: `the route to ${dst} goes by ${via}${whose}, ` +
        (ofLink
          ? `and with scope ${scope} by no gateway`
          : "which is in no subnet of the interface"),
      hint: ofLink
        ? "leave scope out, or the gateway"
        : gw === undefined
        ? "correct gateway, or name gw in the route"
        : "name a gateway of the subnet, or leave gw out",
    }];
  });
}

/** A route that cannot be set; the path is from ipam. */
type Refused = Words & { path: Path };

function outOfRange({ dst, attributes, path }: GivenRoute): Refused | undefined {
  const [key, number] =
    [...attributes].find(([key, number]) =>
      number < 0 || number > (key === "scope" ? 0xff : 0xffffffff)
    ) ?? [];
  return key === undefined ? undefined : {
    path: [...path, key],
    message: `the route to ${dst} has ${key} ${number}, which is out of the kernel's range`,
    hint: `write a number from 0 to ${key === "scope" ? 254 : 0xffffffff}, or leave ${key} out`,
  };
}

function nowhere({ dst, attributes, path }: GivenRoute): Refused {
  return {
    path: [...path, "scope"],
    message: `the route to ${dst} has scope ${attributes.get("scope")}, which leads nowhere`,
    hint: "write 253 for what is on the link, or leave scope out",
  };
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
