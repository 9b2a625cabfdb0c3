/** What must run on the node so that its plugins can work. */

import type { PodChain } from "../../input/model.ts";
import type { Daemon } from "../../lab/sandbox/mod.ts";
import { locateProgram, type ProgramSettings, usedTypes } from "../../lab/programs/mod.ts";

/** Where the stock dhcp plugin expects its daemon. */
const DHCP_SOCKET = "/run/cni/dhcp.sock";

/** Returns the services that the plugins of the chains need: the daemon of the dhcp plugin. */
export function servicesOf(chains: readonly PodChain[], programs: ProgramSettings): Daemon[] {
  const types = chains.flatMap(({ delegates }) => delegates.flatMap(usedTypes));
  if (!types.includes("dhcp")) return [];
  const pidFile = "/run/cni/dhcp.pid";
  Deno.mkdirSync("/run/cni", { recursive: true });
  return [{
    command: [locateProgram("dhcp", programs), "daemon", "-pidfile", pidFile],
    pidFile,
    ready: DHCP_SOCKET,
  }];
}
