/** The subnet file, in which the flannel daemon says what the node's pods may use. */

import { messageOf } from "../../../../cni/mod.ts";
import { networkOf } from "../../../../netlink/mod.ts";

/** What the file says. CIDRs are without host bits, as host-local wants them. */
export interface Subnet {
  /** CIDRs of the whole cluster, each once, IPv4 first. */
  networks: string[];
  /** CIDR of this node's part; "" when the cluster has IPv6 only. */
  subnet: string;
  /** The same for IPv6. */
  ipv6Subnet: string;
  /** octets */
  mtu: number;
  /** Whether flannel itself masquerades what leaves the cluster. */
  ipMasq: boolean;
}

/** Where the daemon writes it. */
export const SUBNET_FILE = "/run/flannel/subnet.env";

/** What the daemon writes on the first node of a cluster with the usual network, over VXLAN. */
export const EXAMPLE_SUBNET = `FLANNEL_NETWORK=10.244.0.0/16
FLANNEL_SUBNET=10.244.0.1/24
FLANNEL_MTU=1450
FLANNEL_IPMASQ=true
`;

/** Returns what the file at `path` says. Throws Error in flannel's words. */
export function readSubnet(path: string): Subnet {
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (cause) {
    throw new Error(
      `failed to load flannel 'subnet.env' file: ${path} cannot be read. The daemon writes it once ` +
        "it has a subnet: look at the log of its pod",
      { cause },
    );
  }
  try {
    return parseSubnet(text, path);
  } catch (cause) {
    const message = messageOf(cause);
    throw new Error(
      `failed to load flannel 'subnet.env' file: ${message}. Look at the log of the daemon's pod`,
      { cause },
    );
  }
}

/** Returns what `text`, the file's content, says. Throws Error that lists what is missing. */
export function parseSubnet(text: string, path: string): Subnet {
  const values = new Map(
    text.split("\n").map((line) => line.trim()).filter((line) => line.includes("="))
      .map((line): [string, string] => {
        const equals = line.indexOf("=");
        return [line.slice(0, equals), line.slice(equals + 1)];
      }),
  );
  const value = (key: string) => values.get(`FLANNEL_${key}`) ?? "";
  const network = (key: string) => value(key) === "" ? "" : parseCidr(key, value(key));
  const missing = [
    ...(value("NETWORK") || value("IPV6_NETWORK")
      ? []
      : ["FLANNEL_NETWORK", "FLANNEL_IPV6_NETWORK"]),
    ...(value("SUBNET") || value("IPV6_SUBNET") ? [] : ["FLANNEL_SUBNET", "FLANNEL_IPV6_SUBNET"]),
    ...(value("MTU") ? [] : ["FLANNEL_MTU"]),
    ...(value("IPMASQ") ? [] : ["FLANNEL_IPMASQ"]),
  ];
  if (missing.length > 0) throw new Error(`${path} is missing ${missing.join(", ")}`);
  const networks = ["NETWORK", "IPV6_NETWORK"].flatMap((key) =>
    value(key).split(",").map((text) => text.trim()).filter((text) => text !== "")
      .map((text) => parseCidr(key, text))
  );
  return {
    networks: [...new Set(networks)],
    subnet: network("SUBNET"),
    ipv6Subnet: network("IPV6_SUBNET"),
    mtu: parseMtu(value("MTU")),
    ipMasq: value("IPMASQ") === "true",
  };
}

function parseCidr(key: string, text: string): string {
  try {
    return networkOf(text);
  } catch (cause) {
    throw new Error(`FLANNEL_${key} is ${JSON.stringify(text)}, not a CIDR`, { cause });
  }
}

function parseMtu(text: string): number {
  if (/^\d+$/.test(text) && Number(text) <= 0xffff_ffff) return Number(text);
  throw new Error(`FLANNEL_MTU is ${JSON.stringify(text)}, not a number of octets`);
}
