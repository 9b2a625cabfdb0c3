/** For tests of what a hostile tenant or file can do: a node and another pod that must stay as they are. */

import { essence, see, witness, type World } from "../testing.ts";
import { attached } from "../testing_attached.ts";

/** What iproute2 sees of the node and of another pod, and the files that lie about; carriers come and go. */
export async function look(world: World, victim: World): Promise<string> {
  const [host, pod] = [await see(), await victim.see()];
  const rest = await witness.run(
    "ip -o -4 addr; ip route show table all | grep -v -e fe80 -e ff00; " +
      `find /etc/cni ${world.folder} /var/tmp -printf '%p %m %u %l\\n' | sort`,
  );
  return JSON.stringify([essence(host.links), essence(pod.links), rest.split("\n")], null, 1);
}

/** The node's uplink, which has an alternative name, its own bond, and another pod with a bond. */
export async function scene(
  world: World,
  victim: World,
): Promise<{ uplink: string; bond: string }> {
  const [uplink, bond] = [world.hostName("u"), world.hostName("b")];
  await attached(victim);
  await witness.run(
    `ip link add ${uplink} address 02:00:00:00:07:07 type dummy; ip link set ${uplink} up; ` +
      `ip addr add 192.0.2.1/24 dev ${uplink}; ip route add default via 192.0.2.254 dev ${uplink} metric 7; ` +
      `ip link property add dev ${uplink} altname ${ALT_NAME}; ip link add ${bond} type bond`,
  );
  return { uplink, bond };
}

/** As an administrator gives one. */
export const ALT_NAME = "the-uplink";

/** Of an attachment, but for the container. */
export const KEY = { network: "bond-net", ifname: "bond0" };
