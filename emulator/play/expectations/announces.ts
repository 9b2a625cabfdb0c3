import * as z from "zod";
import { ipAddress, mac, milliseconds } from "../fields.ts";
import { defineExpectation, late } from "./expectation.ts";

/** What the fabric hears from the pod. */
export const announces = defineExpectation({
  schema: z.strictObject({
    address: ipAddress.describe("IPv4: gratuitous ARP; IPv6: unsolicited neighbour advertisement"),
    mac: mac.exactOptional().describe("whose address it is said to be"),
    withinMs: milliseconds,
  }).describe("what the fabric hears from the pod"),
  obstacle: ({ hosts }) =>
    hosts.length > 0 ? undefined : {
      message: "nobody on the fabric hears what is announced: the node has no hosts",
      hint: "add one: node: {hosts: [{name: server, addresses: [10.0.0.1/24]}]}",
    },
  watch: ({ address, mac, withinMs }) => ({
    look: "announcements",
    withinMs,
    isMet: (heard) => heard.address === address && (mac === undefined || heard.mac === mac),
  }),
  unmet: ({ address, mac, withinMs }, { metMs }) =>
    late(`an announcement of ${address}${mac ? ` from ${mac}` : ""}`, metMs, withinMs),
});
