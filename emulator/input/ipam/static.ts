/** The plugin static: it gives the addresses that it is told. */

import { type JsonObject, spelledIn } from "../../../cni/mod.ts";
import type { Path } from "../manifests/mod.ts";
import { addressAt, expectDns, objectsAt, routesOf, textAt } from "./fields.ts";
import { formatAddress, readAddress, readCidr } from "./numbers.ts";
import {
  type Asked,
  type GivenAddress,
  type Grant,
  IpamRefusal,
  type KnowsKey,
  misconfigured,
} from "./outcome.ts";

/** Returns what the plugin gives. Throws IpamRefusal. */
export function askStatic(
  ipam: JsonObject,
  asked: Asked,
  knows: KnowsKey = () => true,
): Grant {
  expectDns(ipam);
  const routes = routesOf(ipam, knows);
  const own = objectsAt(ipam, "addresses", []).map(({ object, path }): GivenAddress => {
    const text = textAt(object, "address", path) ?? "";
    const gateway = addressAt(object, "gateway", path);
    const cidr = cidrAt(text, [...path, spelledIn(object, "address")]);
    return { ...cidr, ...(gateway ? { gateway: formatAddress(gateway) } : {}) };
  });
  // Those of CNI_ARGS come beside the configured ones, those of the others in their place.
  const args = asked.args === "" ? [] : asked.args.split(",").map((text) => askedCidr(text.trim()));
  const metadata = asked.metadata.map(askedCidr);
  const runtime = asked.runtime.map(askedCidr);
  const ips = runtime.length > 0 ? runtime : metadata.length > 0 ? metadata : [...own, ...args];
  if (ips.length > 0) return { ips, routes };
  const singular = ["address", "subnet", "ips"].find((key) => ipam[key] !== undefined);
  throw misconfigured(
    singular === undefined ? [] : [singular],
    `static has no addresses to give${
      singular === undefined ? "" : `, and does not know ${singular}`
    }`,
    'write "addresses": [{"address": "10.0.0.5/24"}]',
  );
}

function cidrAt(text: string, path: Path): GivenAddress {
  const cidr = readCidr(text);
  if (cidr) return cidr;
  throw misconfigured(
    path,
    `address ${JSON.stringify(text)} is no address with a prefix length`,
    readAddress(text)
      ? `write its prefix length, such as ${text}/24`
      : "write 10.0.0.5/24, for example",
  );
}

function askedCidr(text: string): GivenAddress {
  const cidr = readCidr(text);
  if (cidr) return cidr;
  throw new IpamRefusal({
    why: "asked",
    path: [],
    message: `the pod asks for ${text}, and static needs a prefix length`,
    hint: `write ${text}/24, for example, in ips of the annotation`,
  });
}
