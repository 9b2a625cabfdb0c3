/** ADD and DEL while others work in the same namespaces, and interrupt them. */

import assert from "node:assert/strict";
import { createLink, getLink, Netns, Rtnetlink, setLink } from "../../netlink/mod.ts";
import { essence, witness, World } from "../testing.ts";

/** Runs `work`; `meddle` is called once, before the first request whose operation begins with `operation`. */
async function meddling<T>(
  operation: string,
  meddle: () => void,
  work: () => Promise<T>,
): Promise<T> {
  let met = false;
  Rtnetlink.observer = (request) => {
    if (met || !request.operation.startsWith(operation)) return;
    met = true;
    meddle();
  };
  try {
    return await work();
  } finally {
    Rtnetlink.observer = undefined;
    assert(met, `nobody wanted to ${operation}`);
  }
}

Deno.test("a bond that somebody else makes under the name at the last moment stays", async () => {
  using world = new World();
  world.twoLinks();
  const before = essence((await world.see()).links);
  const { code, msg } = await meddling(
    "create bond bond0",
    () =>
      createLink(world.container, { name: "bond0", kind: "bond", address: "02:00:00:00:09:09" }),
    () => world.fail("ADD", world.config(["net1", "net2"])),
  );
  assert.equal(code, 103);
  assert.match(msg, /has an interface bond0 already/);
  const { bond0, ...after } = essence((await world.see()).links);
  assert.equal((bond0 as { mac: string }).mac, "02:00:00:00:09:09");
  assert.deepEqual(after, before);
});

Deno.test("of two pods after one host link the later is told that it is gone", async () => {
  using world = new World();
  using other = new World();
  const [first, second] = [world.hostName("a"), world.hostName("b")];
  for (const name of [first, second]) world.dummy(name, {}, "host");
  const config = world.config([first, second], { linksInContainer: false });
  const moments = {
    "set netns, name": "was there, and is not any more",
    [`look up ${second}`]: "is absent on the host",
  };
  for (const [moment, words] of Object.entries(moments)) {
    const { code, msg } = await meddling(moment, () => {
      const index = getLink(world.host, first).index;
      setLink(world.host, index, { netns: other.netns });
    }, () => world.fail("ADD", config));
    assert.equal(code, 100, msg);
    assert.match(msg, new RegExp(`${first}.* ${words}`));
    using hostNetns = Netns.current();
    setLink(other.container, getLink(other.container, first).index, { netns: hostNetns });
    assert.equal((await world.seeHost()).length, 2);
    assert.deepEqual(world.records(), []);
  }
});

Deno.test("an interrupt while the kernel works is noticed before the result, and all is put back", async () => {
  using world = new World();
  world.twoLinks();
  const before = essence((await world.see()).links);
  const terminated = new AbortController();
  const { code } = await meddling(
    "create bond bond0",
    () => terminated.abort(new DOMException("SIGTERM", "AbortError")),
    () => world.fail("ADD", world.config(["net1", "net2"]), { signal: terminated.signal }),
  );
  assert.equal(code, 11);
  await world.assertUntouched(before);
});

Deno.test("a host link whose index another link of the container has gets a new one there", async () => {
  using world = new World();
  const [first, second] = [world.hostName("a"), world.hostName("b")];
  const { index } = world.dummy(first, {}, "host");
  world.dummy(second, {}, "host");
  const before = essence(await world.seeHost());
  await witness.run(`ip -n ${world.id} link add other index ${index} type dummy`);
  const other = await world.seeLink("other");
  assert.equal(other.ifindex, index);
  const config = world.config([first, second], { linksInContainer: false, primary: first });
  await world.succeed("ADD", config);
  assert.equal((await world.seeLink(first)).master, "bond0");
  assert.deepEqual(await world.seeLink("other"), other);
  await world.succeed("DEL", config);
  assert.deepEqual(essence(await world.seeHost()), before);
  assert.deepEqual(await world.seeLink("other"), other);
});

Deno.test("a host name that is taken at the last moment does not keep the link from its state", async () => {
  using world = new World();
  const [first, second] = [world.hostName("a"), world.hostName("b")];
  world.dummy(first, { address: "02:00:00:00:09:01", mtu: 1400, up: true }, "host");
  world.dummy(second, {}, "host");
  const config = world.config([first, second], { linksInContainer: false });
  await world.succeed("ADD", config);
  const { exitCode, stderr } = await meddling(
    `set name ${first}`,
    () => createLink(world.host, { name: first, kind: "dummy" }),
    () => world.call("DEL", config),
  );
  assert.equal(exitCode, 0);
  const [, called = ""] = /is called (\w+): its name is taken/.exec(stderr) ?? [];
  world.ownsHostLink(called);
  const [link] = (await world.seeHost()).filter(({ ifname }) => ifname === called);
  assert.deepEqual(
    [link?.address, link?.mtu, link?.flags.includes("UP")],
    ["02:00:00:00:09:01", 1400, true],
  );
  assert.equal(world.records().length, 1, "it gets its name when that is free");
});
