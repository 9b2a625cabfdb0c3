/** The part of a scenario that describes the node and what is around it. */

import * as z from "zod";
import { parsePolicy, type Policy } from "../../../bond/mod.ts";
import { ETHERNET_MTU } from "../../input/devices/mod.ts";
import { cidr, ipv4Address, label, linkName, mac, mtu, pciAddress, pciId } from "../fields.ts";

const switchField = label.exactOptional()
  .describe("the switch that it is plugged into; the first one where this is missing");

const virtualFunctions = z.strictObject({
  count: z.int().min(0).max(64).default(4),
  vendor: pciId.exactOptional().describe("the physical function's where this is missing"),
  device: pciId.default("154c"),
  driver: z.string().min(1).default("iavf"),
  mtu: mtu.exactOptional().describe("the physical function's where this is missing"),
}).describe("how many virtual functions, and what kind; device plugin selectors look at these");

const physicalFunction = z.strictObject({
  name: linkName.max(11, "at most 11 characters, so that virtual functions can be called NAMEv63"),
  pciAddress: pciAddress.exactOptional(),
  vendor: pciId.default("8086"),
  device: pciId.default("1572"),
  driver: z.string().min(1).default("i40e"),
  mtu: mtu.default(ETHERNET_MTU),
  mac: mac.exactOptional(),
  switch: switchField,
  virtualFunctions: virtualFunctions.prefault({}),
});

const nic = z.strictObject({
  name: linkName,
  pciAddress: pciAddress.exactOptional(),
  mac: mac.exactOptional(),
  mtu: mtu.default(ETHERNET_MTU),
  switch: switchField,
  defaultRoute: z.boolean().default(false).describe(
    "whether the node's default route leaves by it",
  ),
}).describe("a network card without virtual functions");

const aggregate = z.strictObject({
  name: linkName.describe("the name of the switch's end: a bond of the fabric"),
  ports: z.array(linkName).min(1).describe("physical functions and NICs whose cables end in it"),
  lacpRate: z.enum(["slow", "fast"]).default("fast"),
  static: z.boolean().exactOptional().describe(
    "whether the ports are grouped without LACP, for bonds in balance-rr and balance-xor",
  ),
}).describe("a link aggregation group: the switch is a real LACP partner, unless it is static");

const fabricSwitch = z.strictObject({
  name: label,
  uplink: label.exactOptional().describe("another switch that this one is connected to"),
  aggregates: z.array(aggregate).default([]),
});

const dhcp = z.strictObject({
  from: ipv4Address.describe("the first address that it gives out"),
  to: ipv4Address.describe("the last one"),
  leaseSeconds: z.int().min(120).default(3600),
}).describe("a DHCP server, and a default gateway by its word");

const host = z.strictObject({
  name: label,
  switch: switchField,
  addresses: z.array(cidr).min(1),
  mac: mac.exactOptional(),
  dhcp: dhcp.exactOptional(),
}).describe("a machine on the fabric for pods to talk to");

/** The plugin's own reader says whether it is right. */
const policy = z.record(z.string(), z.json()).transform((value, context): Policy => {
  const { policy, problem } = parsePolicy(JSON.stringify(value));
  if (policy) return policy;
  context.issues.push({ code: "custom", input: value, message: problem });
  return z.NEVER;
});

/** The key `node` of a scenario. */
export const nodeSchema = z.strictObject({
  physicalFunctions: z.array(physicalFunction).exactOptional()
    .describe("where this is missing, one for each that the device plugin's pools name"),
  nics: z.array(nic).exactOptional()
    .describe("where this is missing, one for each that a network's plugin takes or builds on"),
  switches: z.array(fabricSwitch).default([]),
  hosts: z.array(host).default([]),
  policy: z.union([policy, z.string()]).exactOptional().describe(
    "what the node's administrator lets networks do (bond schema policy); a text stands in the " +
      "file as it is",
  ),
});

/** A node as a scenario describes it, defaults filled in. */
export type NodeDescription = z.output<typeof nodeSchema>;
