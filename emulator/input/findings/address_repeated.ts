/** One address for several pods. */

import { isJsonObject } from "../../../cni/mod.ts";
import { formatAddress } from "../ipam/mod.ts";
import {
  aboutConfig,
  addressesIn,
  type ChainContext,
  type LintInput,
  type PluginUse,
  type Report,
  segmentsOf,
} from "../lint/mod.ts";
import { ANOTHER_POD, GOOD, variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `address-repeated`. */
export const addressRepeated = defineRule({
  code: "address-repeated",
  severity: "warning",
  replay: "all",
  title: "one address for several pods",
  why: "Whoever announced itself last gets the frames of all: connections break, now of one " +
    "pod, now of the other.",
  remedy: "Give each pod an address of its own: a range instead of a fixed address, or ips in " +
    "each pod's annotation.",
  wrong: variation({
    bond: '"ipam": {"type": "static", "addresses": [{"address": "10.56.217.9/24"}]}',
    more: ANOTHER_POD,
  }),
  right: GOOD,
  inInput: (input) => [
    ...repeatedAddresses(input, 4, "several pods"),
    ...repeatedAddresses(input, 4, "every node"),
    // Whether other nodes are on one network with the first is not known, and IPv6 asks that network alone.
    ...repeatedAddresses(input, 6, "every node"),
    ...sharedRanges(input),
  ],
});

/** host-local keeps notes for each network by its name: of another it does not know what that has given. */
function sharedRanges(input: LintInput): Report[] {
  const given = new Map<string, { use: PluginUse; context: ChainContext; type: string }[]>();
  const told = new Set<string>();
  return addressesIn(input).flatMap(({ context, use, type, grant }) =>
    (grant?.ips ?? []).flatMap((ip): Report[] => {
      const address = formatAddress(ip);
      const earlier = given.get(address) ?? [];
      given.set(address, [...earlier, { use, context, type }].slice(-MOST));
      const other = earlier.find((one) =>
        one.context !== context && [one.type, type].includes("host-local") &&
        one.use.delegate.network !== use.delegate.network &&
        segmentsOf(one.context, one.use).some((at) => segmentsOf(context, use).includes(at))
      );
      const pair = `${other?.use.delegate.network} ${use.delegate.network}`;
      if (!other || told.has(pair)) return [];
      told.add(pair);
      return [aboutConfig(context, use, ["ipam"], {
        message: `${use.delegate.network} gives ${address}, which ${other.use.delegate.network} ` +
          "gives on the same network, too",
        hint: "give each a range of its own, or one name, by which host-local shares its notes",
      })];
    })
  );
}

/** Of more interfaces with one address the last ones tell enough. */
const MOST = 10;

/**
 * Returns what there is to say of addresses of a family that the plugin static gives to several pods of the
 * input, or to the pods that a DaemonSet has on other nodes.
 */
export function repeatedAddresses(
  input: LintInput,
  family: 4 | 6,
  on: "several pods" | "every node",
): Report[] {
  const first = new Map<string, string>();
  return addressesIn(input).flatMap(({ context, use, type, grant }) => {
    if (type !== "static") return [];
    const ips = grant?.ips.filter((ip) => ip.family === family) ?? [];
    return [...new Set(ips.map(formatAddress))].flatMap((address): Report[] => {
      const { namespace, name } = context.pod;
      const who = `${namespace}/${name}`;
      const earlier = first.get(address);
      first.set(address, earlier ?? who);
      const isOnEveryNode = isJsonObject(context.pod.source.value) &&
        context.pod.source.value["kind"] === "DaemonSet";
      if (on === "every node" ? earlier !== undefined || !isOnEveryNode : earlier === undefined) {
        return [];
      }
      return [aboutConfig(context, use, ["ipam"], {
        message: earlier === undefined
          ? `${use.delegate.network} gives ${address} to the pod of every node`
          : `${use.delegate.network} gives ${address} to several interfaces, the first of ${earlier}`,
        hint: "give each an address of its own: a range, or ips in each pod's annotation",
      })];
    });
  });
}
