/** From a node as a scenario describes it to the model of one. */

import { hexDigits, makeNic, makePhysicalFunction } from "../../input/devices/mod.ts";
import type { NodeModel, PhysicalFunction, Switch } from "../../input/model.ts";
import type { DescribedNode } from "../../input/prepare.ts";
import type { NodeDescription } from "./node_schema.ts";

/** The switch that things are plugged into when nothing else is said. */
const DEFAULT_SWITCH = "switch1";

/**
 * Returns the node that `description` is about. What it leaves out is the same every time; physical
 * functions that it does not speak of are those of `derived`, and NICs are left out.
 */
export function describedNode(description: NodeDescription, derived: NodeModel): DescribedNode {
  const switches: Switch[] = description.switches.map(({ name, uplink, aggregates }) => ({
    name,
    ...(uplink === undefined ? {} : { uplink }),
    ...(aggregates.length === 0 ? {} : { aggregates }),
  }));
  const first = switches[0]?.name ?? DEFAULT_SWITCH;
  const physicalFunctions =
    description.physicalFunctions?.map((given, number) =>
      describedFunction(given, number, first)
    ) ?? derived.physicalFunctions.map((pf) => ({ ...pf, switch: first }));
  const nics = description.nics?.map((nic, number) =>
    makeNic(number, { ...nic, switch: nic.switch ?? first })
  );
  const hosts = description.hosts.map((host, number) => ({
    name: host.name,
    switch: host.switch ?? first,
    addresses: host.addresses,
    mac: host.mac ?? `02:00:02:00:00:${hexDigits(number)}`,
    ...(host.dhcp ? { dhcp: host.dhcp } : {}),
  }));
  return {
    physicalFunctions,
    ...(nics ? { nics } : {}),
    switches: switches.length > 0 ? switches : [{ name: first }],
    hosts,
    ...(description.policy === undefined ? {} : { policy: description.policy }),
  };
}

function describedFunction(
  given: NonNullable<NodeDescription["physicalFunctions"]>[number],
  number: number,
  first: string,
): PhysicalFunction {
  const { virtualFunctions: { count, ...kind }, switch: plugged = first, ...own } = given;
  const one = { vendor: given.vendor, mtu: given.mtu, ...kind };
  const functions = Array.from({ length: count }, () => one);
  return { ...makePhysicalFunction(number, { ...own, functions }), switch: plugged };
}
