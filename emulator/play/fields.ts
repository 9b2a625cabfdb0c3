/** Fields that several parts of a scenario have. */

import * as z from "zod";
import { FABRIC_MTU } from "../lab/sandbox/mod.ts";
import { isLinkName, parseAddress, parseCidr } from "../../netlink/mod.ts";
import { parses } from "../input/words/mod.ts";

/** For editors; the kernel's own rule has more to say. */
const LINK_NAME = /^[^\s/:]{1,15}$/;

/** A link's name, as the kernel takes it. */
export const linkName: z.ZodString = z.string()
  .regex(LINK_NAME, "a link's name has 1 to 15 characters, no blanks, no / and no :")
  .refine(
    (text) => !LINK_NAME.test(text) || isLinkName(text),
    "the kernel has no link of that name",
  );

/** A name that something else in the scenario can refer to. */
export const label: z.ZodString = z.string()
  .regex(/^[A-Za-z0-9]([-._A-Za-z0-9]*[A-Za-z0-9])?$/, "letters, digits and inner -, . and _");

/** A pod as "name", or "namespace/name" where the namespace is not "default". */
export const podName: z.ZodString = z.string()
  .regex(
    /^([-a-z0-9]+\/)?[a-z0-9]([-.a-z0-9]*[a-z0-9])?$/,
    "a pod is called name or namespace/name",
  );

/** The PCI address of a device, in lower case. */
export const pciAddress: z.ZodString = z.string()
  .regex(/^[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/, "a PCI address such as 0000:3b:00.0");

/** An Ethernet address, in lower case. */
export const mac: z.ZodString = z.string()
  .regex(
    /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/,
    "a MAC address in lower case, such as 02:00:00:00:00:01",
  );

/** A PCI vendor or device. */
export const pciId: z.ZodString = z.string()
  .regex(/^[0-9a-f]{4}$/, 'four hexadecimal digits in quotes, such as "8086"');

/** An MTU in octets: from the least of IPv4 (RFC 791) to the most that the fabric passes on. */
export const mtu: z.ZodNumber = z.int().min(68).max(FABRIC_MTU);

/** A time of at most ten minutes, in ms. */
export const milliseconds: z.ZodNumber = z.int().min(0).max(600_000);

/** An address of either family with the length of its prefix. */
export const cidr: z.ZodString = z.string()
  .refine(
    (text) => parses(parseCidr, text),
    "an address with a prefix length, such as 10.0.0.1/24",
  );

/** An address of either family. */
export const ipAddress: z.ZodString = z.string()
  .refine((text) => parses(parseAddress, text), "an IP address without a prefix length");

/** An IPv4 address. */
export const ipv4Address: z.ZodString = z.string()
  .refine(
    (text) => parses(parseAddress, text) && !text.includes(":"),
    "an IPv4 address without a prefix length",
  );

/** Complains unless exactly one of `keys` is in the object. */
export function exactlyOne<K extends string>(
  keys: readonly K[],
): (context: z.core.ParsePayload<{ [Key in K]?: unknown }>) => void {
  return (context) => {
    const given = keys.filter((key) => context.value[key] !== undefined);
    if (given.length === 1) return;
    context.issues.push({
      code: "custom",
      input: context.value,
      message: given.length === 0
        ? `one of ${keys.join(", ")} belongs here`
        : `${given.join(" and ")} exclude each other: only one belongs here`,
    });
  };
}
