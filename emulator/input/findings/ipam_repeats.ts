/** An address or a route that is given twice. */

import { boundsOf, formatAddress, type Grant, readCidr } from "../ipam/mod.ts";
import { aboutConfig, addressesIn, type LintInput, type Report } from "../lint/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

const routes = (second: string) =>
  variation({
    bond:
      `"ipam": {"type": "host-local", "subnet": "10.56.217.0/24", "routes": [{"dst": "10.99.0.0/16"}, {"dst": "${second}"}]}`,
  });

/** The finding `ipam-repeats`. */
export const ipamRepeats = defineRule({
  code: "ipam-repeats",
  severity: "error",
  replay: "all",
  title: "an address or a route that is given twice",
  why: "The kernel takes neither an address nor a route that the interface has already " +
    "(EEXIST): the plugin fails, and the pod does not start.",
  remedy: "Remove one of the two.",
  wrong: routes("10.99.0.0/16"),
  right: routes("10.98.0.0/16"),
  inInput: check,
});

function check(input: LintInput): Report[] {
  return addressesIn(input).flatMap(({ context, use, grant }) =>
    grant
      ? repeated(grant).map((what) =>
        aboutConfig(context, use, ["ipam"], {
          message: `${use.delegate.network}: ${use.delegate.ifname} is given ${what} twice`,
          hint: "remove one of the two",
        })
      )
      : []
  );
}

function repeated({ ips, routes }: Grant): string[] {
  const addresses = ips.map((ip) => `the address ${formatAddress(ip)}/${ip.prefix}`);
  const ways = routes.map(({ dst, gw, attributes }) => {
    const cidr = readCidr(dst);
    const network = cidr
      ? `${formatAddress({ ...cidr, number: boundsOf(cidr).first })}/${cidr.prefix}`
      : dst;
    const via = gw ?? ips.find(({ family }) => family === cidr?.family)?.gateway;
    // By these the kernel tells routes to one network apart.
    const apart = [...attributes].filter(([key]) =>
      cidr?.family === 4 || ["priority", "table"].includes(key)
    ).map(([key, number]) => ` with ${key} ${number}`).sort();
    return `the route to ${network}${via === undefined ? "" : ` by ${via}`}${apart.join("")}`;
  });
  return [addresses, ways].flatMap((
    things,
  ) => [...new Set(things.filter((thing, i) => things.indexOf(thing) < i))]);
}
