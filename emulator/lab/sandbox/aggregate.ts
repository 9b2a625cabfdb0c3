/** Switches with aggregation groups: their end of one is a bond too. */

import {
  createLink,
  getLink,
  type Rtnetlink,
  setBridgePort,
  setLink,
} from "../../../netlink/mod.ts";
import type { Aggregate, NodeModel } from "../../input/model.ts";
import { cableEnds, FABRIC_MTU } from "./wiring.ts";

/** BOND_MODE_XOR and BOND_MODE_8023AD of linux/if_bonding.h. */
const MODES = { xor: 2, lacp: 4 } as const;
const LACP_RATES = { slow: 0, fast: 1 } as const;
/** How often the switch looks at the carriers of its ports, ms. */
const MIIMON_MS = 100;
/** LACP frames go to 01:80:c2:00:00:02 (IEEE 802.1AX, Slow Protocols). */
const LACP_FORWARD_MASK = 1 << 2;

/** Makes an aggregation group of a switch, which is the bridge with that index. */
export function buildAggregate(
  rt: Rtnetlink,
  node: NodeModel,
  { name, ports, lacpRate, static: isStatic = false }: Aggregate,
  bridge: number,
): void {
  createLink(rt, {
    name,
    kind: "bond",
    mtu: FABRIC_MTU,
    bond: {
      miimon: MIIMON_MS,
      ...(isStatic ? { mode: MODES.xor } : { mode: MODES.lacp, adLacpRate: LACP_RATES[lacpRate] }),
    },
  });
  const { index } = getLink(rt, name);
  for (const port of ports) {
    const { near, far } = cableEnds(node, port);
    const end = getLink(rt, far ?? near);
    setLink(rt, end.index, { up: false, master: 0 });
    setLink(rt, end.index, { master: index });
  }
  setLink(rt, index, { master: bridge, up: true });
}

/** Has a port of an embedded switch let LACP through: it is not the partner, the switch behind it is. */
export function forwardLacp(rt: Rtnetlink, port: string): void {
  setBridgePort(rt, getLink(rt, port).index, { groupForwardMask: LACP_FORWARD_MASK });
}
