/** DEL after everything that others may have done since ADD: it ends well, and what is left of the links is back. */

import assert from "node:assert/strict";
import type { JsonObject } from "../../cni/mod.ts";
import { recordPath } from "../restore/mod.ts";
import { STATE_DIR } from "../state_dir.ts";
import { essence, MAC, witness, World } from "../testing.ts";
import { sample } from "./testing.ts";

/** What others did: lines of a shell, in which `n` is the container, `a` and `b` are the links, `r` is the record. */
interface Meddling {
  what: string;
  line: string;
  /** Which links are left as they were before ADD; both if not given. */
  left?: readonly ("a" | "b")[];
  /** Whether the record is there. */
  recorded?: boolean;
}

const MEDDLINGS: readonly Meddling[] = [
  { what: "nothing", line: ":" },
  { what: "the bond deleted", line: "ip -n $n link del bond0" },
  { what: "the bond down", line: "ip -n $n link set bond0 down" },
  {
    what: "the bond renamed",
    line: "ip -n $n link set bond0 down; ip -n $n link set bond0 name other",
  },
  { what: "another MTU", line: "ip -n $n link set bond0 mtu 1300" },
  { what: "another MAC", line: "ip -n $n link set bond0 address 02:00:00:00:0a:0a" },
  { what: "an address", line: "ip -n $n addr add 192.0.2.7/24 dev bond0" },
  { what: "a VLAN on the bond", line: "ip -n $n link add v5 link bond0 type vlan id 5" },
  {
    what: "the bond in a bridge",
    line: "ip -n $n link add br0 type bridge; ip -n $n link set bond0 master br0",
  },
  { what: "a link taken out of the bond", line: "ip -n $n link set $a nomaster" },
  {
    what: "both links taken out of the bond",
    line: "for l in $a $b; do ip -n $n link set $l nomaster; done",
  },
  { what: "a link renamed", line: "ip -n $n link set $a down; ip -n $n link set $a name other" },
  {
    what: "a link renamed, its alias gone",
    line: "ip -n $n link set $a down; ip -n $n link set $a alias '' name other",
  },
  { what: "a link gone", line: "ip -n $n link del $a", left: ["b"] },
  { what: "both links gone", line: "ip -n $n link del $a; ip -n $n link del $b", left: [] },
  {
    what: "a third link in the bond",
    line: "ip -n $n link add zz type dummy; ip -n $n link set zz master bond0",
  },
  { what: "no record", line: "rm $r", recorded: false },
  { what: "an empty record", line: ": > $r", recorded: false },
  { what: "half a record", line: "truncate -s 40 $r", recorded: false },
  { what: "a folder for a record", line: "rm $r; mkdir $r", recorded: false },
  { what: "no state folder", line: `rm -rf ${STATE_DIR}/*`, recorded: false },
];

/** What the runtime says of the namespace. */
const NAMESPACES = {
  "its path": undefined,
  "no path": "",
  "a path that is gone": "/run/netns/gone",
};

const SOURCES = ["host", "container"] as const;

/** Returns whether `meddling` leaves enough for DEL to find what it is to give back. */
function canKnow(from: string, { recorded = true }: Meddling, netns: string | undefined): boolean {
  // Without a record and a path nobody knows which namespace it was.
  return recorded || netns === undefined || from === "container";
}

/** One of so many states is tried by day. */
const STEP = 3;
let turn = 0;

for (const from of SOURCES) {
  for (const [how, CNI_NETNS] of Object.entries(NAMESPACES)) {
    Deno.test(`DEL of links of the ${from} with ${how}, after each thing that others did`, async () => {
      for (const meddling of sample(MEDDLINGS, STEP, turn++)) {
        if (canKnow(from, meddling, CNI_NETNS)) await tryDel(from, meddling, CNI_NETNS);
      }
    });
  }
}

async function tryDel(
  from: typeof SOURCES[number],
  { what, line, left = ["a", "b"], recorded = true }: Meddling,
  CNI_NETNS: string | undefined,
): Promise<void> {
  using world = new World();
  const names = from === "host" ? [world.hostName("a"), world.hostName("b")] : ["net1", "net2"];
  for (const [i, name] of names.entries()) {
    world.dummy(name, { address: MAC[i] ?? "", up: i === 0, mtu: 3000 }, from);
  }
  const look = async (): Promise<JsonObject> =>
    essence(from === "host" ? await world.seeHost() : (await world.see()).links);
  const before = await look();
  const config = world.config(names, { linksInContainer: from === "container" });
  await world.succeed("ADD", config);
  const r = recordPath(STATE_DIR, {
    network: "bond-net",
    containerId: world.id,
    ifname: "bond0",
  });
  await witness.run(`n=${world.id} a=${names[0]} b=${names[1]} r='${r}'; { ${line}; } >&2`);
  const variables = CNI_NETNS === undefined ? {} : { CNI_NETNS };
  const reply = await world.call("DEL", config, { variables });
  assert.equal(reply.exitCode, 0, `${what}: ${reply.stdout}`);
  const after = await look();
  for (const [i, name] of names.entries()) {
    const isLeft = left.includes(i === 0 ? "a" : "b");
    assert.equal(name in after, isLeft, `${what}: ${JSON.stringify(after)}`);
    // Only a record says what MTU and state it had.
    if (isLeft && recorded) assert.deepEqual(after[name], before[name], what);
  }
  assert.deepEqual(world.records(), [], what);
}
