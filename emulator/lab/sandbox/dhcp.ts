/** DHCP servers of the fabric. */

import { parseCidr } from "../../../netlink/mod.ts";
import type { FabricHost } from "../../input/model.ts";
import type { Daemon } from "./daemon.ts";
import { hostNetnsPath, LAB_DIR } from "./places.ts";

/** The program that serves. */
export const DHCP_PROGRAM = "dnsmasq";

/**
 * Returns the DHCP server of a host that has one: dnsmasq, without DNS. It gives out the lowest address
 * that is free, without a ping that would take seconds.
 */
export function dhcpServer(
  { name, addresses, dhcp }: FabricHost,
  link: string,
): Daemon | undefined {
  if (!dhcp) return undefined;
  const { from, to, leaseSeconds } = dhcp;
  const own = addresses.map(parseCidr).find(({ family }) => family === 4);
  const pidFile = `${LAB_DIR}/dhcp-${name}.pid`;
  return {
    pidFile,
    command: [
      ...["nsenter", `--net=${hostNetnsPath(name)}`, DHCP_PROGRAM, "--keep-in-foreground"],
      ...["--conf-file=/dev/null", "--port=0", `--interface=${link}`, "--bind-interfaces"],
      `--dhcp-range=${from},${to},${netmask(own?.prefixLength ?? 24)},${leaseSeconds}`,
      ...["--dhcp-authoritative", "--dhcp-sequential-ip", "--no-ping"],
      ...[`--dhcp-leasefile=${LAB_DIR}/dhcp-${name}.leases`, `--pid-file=${pidFile}`],
      ...["--user=root", "--group=root"],
    ],
  };
}

function netmask(prefixLength: number): string {
  const bits = (2 ** 32 - 2 ** (32 - prefixLength)) >>> 0;
  return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 0xff).join(".");
}
