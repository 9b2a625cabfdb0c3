/** What calls ask of the kernel: a gate for what does not depend on the machine. */

import assert from "node:assert/strict";
import { type Message, type NetlinkError, Rtnetlink } from "../../netlink/mod.ts";
import { World } from "../testing.ts";

/** What went to the kernel, and came from it. */
interface Traffic {
  /** Datagrams. */
  sends: number;
  /** Of those, what looks at the use of single host links. */
  guards: number;
  /** Octets of what came back. */
  received: number;
}

/** Octets of an acknowledgement: two headers and the error number (linux/netlink.h). */
const ACKNOWLEDGEMENT = 36;
const HEADER = 16;

/** Runs `work` and returns what it asked for. */
async function traffic(work: () => Promise<unknown>): Promise<Traffic> {
  const seen: Traffic = { sends: 0, guards: 0, received: 0 };
  const { request, dump, requestAll } = Rtnetlink.prototype;
  const count = (operation: string, answers: readonly (Message[] | NetlinkError)[]) => {
    if (answers.length === 0) return;
    const guard = /^list (?!links)|queueing discipline/.test(operation) ? 1 : 0;
    seen.sends += 1 - guard;
    seen.guards += guard;
    if (guard) return;
    for (const answer of answers) {
      seen.received += ACKNOWLEDGEMENT;
      for (const { payload } of Array.isArray(answer) ? answer : []) {
        seen.received += HEADER + payload.length;
      }
    }
  };
  const attempt = (operation: string, ask: () => Message[]) => {
    try {
      const answer = ask();
      count(operation, [answer]);
      return answer;
    } catch (error) {
      count(operation, [error as NetlinkError]);
      throw error;
    }
  };
  Object.assign(Rtnetlink.prototype, {
    request(this: Rtnetlink, asked: Parameters<typeof request>[0]) {
      return attempt(asked.operation, () => request.call(this, asked));
    },
    dump(this: Rtnetlink, asked: Parameters<typeof dump>[0]) {
      return attempt(asked.operation, () => dump.call(this, asked));
    },
    requestAll(this: Rtnetlink, asked: Parameters<typeof requestAll>[0]) {
      const answers = requestAll.call(this, asked);
      count(asked[0]?.operation ?? "", answers);
      return answers;
    },
  });
  try {
    await work();
  } finally {
    Object.assign(Rtnetlink.prototype, { request, dump, requestAll });
  }
  return seen;
}

Deno.test("links of the container: ADD takes 10 sends at most and 12 kB, CHECK 5, DEL 7", async () => {
  using world = new World();
  world.twoLinks();
  world.up("net2");
  const config = world.config(["net1", "net2"]);
  let prevResult = {};
  const add = await traffic(async () => prevResult = await world.succeed("ADD", config));
  const check = await traffic(() => world.succeed("CHECK", { ...config, prevResult }));
  const del = await traffic(() => world.succeed("DEL", config));
  const said = JSON.stringify({ add, check, del });
  assert.ok(add.sends <= 10 && add.received <= 12_000, said);
  assert.ok(check.sends + check.guards <= 5, said);
  assert.ok(del.sends <= 7, said);
});

Deno.test("links of the host: ADD takes 16 sends at most and 12 kB, DEL 12, however many links there are", async () => {
  using world = new World();
  for (let i = 0; i < 50; i++) world.dummy(world.hostName(`x${i}`), {}, "host");
  const links = [world.hostName("a"), world.hostName("b")];
  for (const name of links) world.dummy(name, { up: true }, "host");
  const config = world.config(links, { linksInContainer: false });
  const add = await traffic(() => world.succeed("ADD", config));
  const del = await traffic(() => world.succeed("DEL", config));
  const said = JSON.stringify({ add, del });
  assert.ok(add.sends <= 16 && add.received <= 12_000, said);
  assert.ok(add.guards <= 9 * links.length, said);
  assert.ok(del.sends <= 12, said);
});
