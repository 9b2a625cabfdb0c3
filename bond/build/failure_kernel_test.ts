/** ADD that fails, or dies, at every single request to the kernel. */

import assert from "node:assert/strict";
import type { JsonObject } from "../../cni/mod.ts";
import { NetlinkError, Rtnetlink, SystemError } from "../../netlink/mod.ts";
import { detachRecorded } from "../restore/mod.ts";
import { listRecords } from "../restore/mod.ts";
import { STATE_DIR } from "../state_dir.ts";
import { essence, World } from "../testing.ts";

const MAC = "02:00:00:00:05:01";
/** What a socket says that had no room for the kernel's answer. */
const ENOBUFS = 105;
const GIVEN = { cniVersion: "1.1.0", ips: [{ address: "192.0.2.5/24" }] };

/** A bond whose ADD has every kind of step, over links of the host or of the container. */
interface Scene {
  name: string;
  prepare(world: World): JsonObject;
}

const SCENES: Scene[] = [
  {
    name: "links of the container",
    prepare(world) {
      world.dummy("net1", { address: MAC, up: true, mtu: 2000 });
      world.dummy("net2", { address: MAC, mtu: 1600 });
      const links = [{ name: "net1", ifName: "left", prio: 5 }, { name: "net2", queueId: 2 }];
      return world.config(links, { mode: "balance-alb", activeLink: "net2", alias: "x" });
    },
  },
  {
    name: "links of the host",
    prepare(world) {
      const [first, second] = [world.hostName("a"), world.hostName("b")];
      world.dummy(first, { address: MAC, up: true, mtu: 2000 }, "host");
      world.dummy(second, { address: MAC, mtu: 1600 }, "host");
      const links = [first, { name: second, ifName: "net2", setMac: "02:00:00:00:05:0b" }];
      return world.config(links, { linksInContainer: false, primary: second });
    },
  },
];

/** An IPAM plugin of one small process, which User-mode Linux starts quickly: it keeps one address. */
class TinyIpam {
  static readonly file = "tiny-ipam";
  readonly type = TinyIpam.file;
  readonly #held: string;

  constructor(directory: string) {
    this.#held = Deno.makeTempDirSync();
    const script = `#!/bin/sh
case $CNI_COMMAND in
ADD) : > ${this.#held}/$CNI_CONTAINERID; echo '${JSON.stringify(GIVEN)}';;
DEL) rm -f ${this.#held}/$CNI_CONTAINERID;;
esac
`;
    Deno.writeTextFileSync(`${directory}/${TinyIpam.file}`, script, { mode: 0o755 });
  }

  /** Returns the containers that have the address. */
  holders(): string[] {
    return Array.from(Deno.readDirSync(this.#held), ({ name }) => name);
  }
}

/** Everything that an attachment can change. */
async function snapshot(world: World): Promise<JsonObject> {
  const [inside, host] = [await world.see(), await world.seeHost()];
  return { inside: essence(inside.links), host: essence(host) };
}

/** Runs `work` with the answer to request number `lost` lost on its way: done, but nobody knows. */
async function withLostAnswer<T>(lost: number, work: () => Promise<T>): Promise<T> {
  const { request, requestAll } = Rtnetlink.prototype;
  let n = 0;
  const lose = (operation: string) => {
    if (++n !== lost) return undefined;
    const cause = new SystemError("receive", ENOBUFS);
    return new NetlinkError(operation, ENOBUFS, `answer ${n} is lost`, { cause });
  };
  Rtnetlink.prototype.request = function (asked) {
    const answer = request.call(this, asked);
    const error = lose(asked.operation);
    if (error) throw error;
    return answer;
  };
  Rtnetlink.prototype.requestAll = function (asked) {
    const answers = requestAll.call(this, asked);
    return answers.map((answer, i) => lose(asked[i]?.operation ?? "") ?? answer);
  };
  try {
    return await work();
  } finally {
    Object.assign(Rtnetlink.prototype, { request, requestAll });
  }
}

/** Runs `work` with `observe` told of each request before it is sent, from 1 on. */
async function observed<T>(
  observe: (n: number, operation: string) => void,
  work: () => Promise<T>,
): Promise<T> {
  let n = 0;
  Rtnetlink.observer = ({ operation }) => observe(++n, operation);
  try {
    return await work();
  } finally {
    Rtnetlink.observer = undefined;
  }
}

/** Runs `work` without anybody told. */
function withoutObserver<T>(work: () => T): T {
  const { observer } = Rtnetlink;
  Rtnetlink.observer = undefined;
  try {
    return work();
  } finally {
    Rtnetlink.observer = observer;
  }
}

/** What a request that the process did not survive looks like from inside of it. */
class Killed extends Error {}

for (const { name, prepare } of SCENES) {
  Deno.test(`${name}: whichever request fails, ADD puts everything back`, async () => {
    using world = new World();
    const ipam = new TinyIpam(world.folder);
    const config = { ...prepare(world), ipam: { type: ipam.type } };
    const options = { variables: { CNI_PATH: world.folder } };
    const before = await snapshot(world);
    let failing = 1;
    for (;; failing++) {
      const reply = await observed((n, operation) => {
        if (n === failing) throw new Error(`request ${n} fails: ${operation}`);
      }, () => world.call("ADD", config, options));
      if (reply.exitCode === 0) break;
      assert.deepEqual(await snapshot(world), before, reply.stdout);
      assert.deepEqual(ipam.holders(), [], `the address is kept: ${reply.stdout}`);
      assert.deepEqual(world.records(), [], reply.stdout);
    }
    assert(failing > 15, `ADD makes only ${failing} requests`);
    assert.deepEqual(ipam.holders(), [world.id]);
    await world.succeed("DEL", config, options);
    assert.deepEqual(ipam.holders(), []);
    assert.deepEqual(await snapshot(world), before);
  });

  Deno.test(`${name}: whichever answer is lost, ADD puts everything back`, async () => {
    using world = new World();
    const config = prepare(world);
    const before = await snapshot(world);
    for (let lost = 1;; lost++) {
      const reply = await withLostAnswer(lost, () => world.call("ADD", config));
      if (reply.exitCode === 0) break;
      assert.deepEqual(await snapshot(world), before, reply.stdout);
      assert.deepEqual(world.records(), [], reply.stdout);
    }
    await world.succeed("DEL", config);
  });

  Deno.test(`${name}: whichever request ADD dies at, DEL puts everything back`, async () => {
    using world = new World();
    const config = prepare(world);
    const before = await snapshot(world);
    for (let last = 1;; last++) {
      // From the inside, death is a kernel that does nothing any more.
      const reply = await observed((n) => {
        if (n > last) throw new Killed();
      }, () => world.call("ADD", config));
      if (reply.exitCode === 0) break;
      await world.succeed("DEL", config);
      assert.deepEqual(await snapshot(world), before, `dead after request ${last}`);
      assert.deepEqual(world.records(), []);
    }
    await world.succeed("DEL", config);
    assert.deepEqual(await snapshot(world), before);
  });

  Deno.test(`${name}: DEL that dies anywhere is finished by the next one`, async () => {
    using world = new World();
    const config = prepare(world);
    const before = await snapshot(world);
    for (let last = 1;; last++) {
      await world.succeed("ADD", config);
      const reply = await observed((n) => {
        if (n > last) throw new Killed();
      }, () => world.call("DEL", config));
      if (reply.exitCode === 0) break;
      await world.succeed("DEL", config);
      assert.deepEqual(await snapshot(world), before, `dead after request ${last}`);
      assert.deepEqual(world.records(), []);
    }
    assert.deepEqual(await snapshot(world), before);
  });

  Deno.test(`${name}: a second DEL in between, wherever that is, is no error of the first`, async () => {
    using world = new World();
    const config = prepare(world);
    const before = await snapshot(world);
    for (let place = 1, passed = false; !passed; place++) {
      await world.succeed("ADD", config);
      const [record] = listRecords(STATE_DIR, "bond-net").records;
      assert(record);
      let second: ReturnType<typeof detachRecorded> | undefined;
      passed = true;
      const reply = await observed((n) => {
        if (n !== place) return;
        passed = false;
        // All of it happens at once: it only waits for devices that the kernel gives back.
        second = withoutObserver(() => detachRecorded(record, "", STATE_DIR, () => {}));
      }, () => world.call("DEL", config));
      assert.equal(reply.exitCode, 0, `DEL before request ${place}: ${reply.stdout}`);
      assert.deepEqual((await second)?.problems ?? [], []);
      assert.deepEqual(await snapshot(world), before);
      assert.deepEqual(world.records(), []);
    }
  });

  Deno.test(`${name}: ADD after an ADD that died gives back first, and succeeds`, async () => {
    using world = new World();
    const config = prepare(world);
    const before = await snapshot(world);
    for (const last of [8, 11, 13]) {
      await observed((n) => {
        if (n > last) throw new Killed();
      }, () => world.call("ADD", config));
      const reply = await world.call("ADD", config);
      // Where the bond exists already, the runtime has to run DEL in between.
      if (reply.exitCode !== 0) assert.match(reply.stdout, /has an interface bond0 already/);
      await world.succeed("DEL", config);
      assert.deepEqual(await snapshot(world), before);
    }
  });
}
