/** The steps of a plan are done in their order, and taken back in the other: played by a kernel in this process. */

import assert from "node:assert/strict";
import { CniError } from "../../cni/mod.ts";
import { type PlayedNamespace, playedNamespaces } from "../../netlink/testing_links.ts";
import { getLink } from "../../netlink/mod.ts";
import { BondErrorCode } from "../errors.ts";
import { accepted } from "../testing_config.ts";
import { planAdd } from "./plan.ts";
import { Transaction } from "./transaction.ts";

interface Scene {
  host: PlayedNamespace;
  container: PlayedNamespace;
  transaction: Transaction;
}

/** Two links, on the host or in the container, and what is to make a bond of them. */
function scene(linksInContainer: boolean, extra: Record<string, unknown> = {}): Scene {
  const [host, container] = playedNamespaces(2);
  assert(host && container);
  const from = linksInContainer ? container : host;
  const config = accepted({ linksInContainer, ...extra });
  const found = config.links.map((link, i) => {
    const name = link.select.by === "name" ? link.select.name : "";
    from.add({ name, up: i === 0, kind: "dummy" });
    return { config: link, link: getLink(from.rt, name), containerName: link.ifName ?? name };
  });
  let n = 0;
  const plan = planAdd(config, found, {
    ...{ network: "net", containerId: "c1", ifname: "bond0" },
    netns: { path: "/run/netns/c1", id: "4:5" },
    random: () => new Uint8Array([0, 0, 0, 0, 0, ++n]),
  });
  const transaction = new Transaction(plan, {
    ...{ host: host.rt, hostNetns: host.netns },
    ...{ container: container.rt, containerNetns: container.netns },
  });
  return { host, container, transaction };
}

function failure(transaction: Transaction): CniError {
  try {
    transaction.run();
  } catch (error) {
    if (error instanceof CniError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

Deno.test("links of the host are taken with their marks, renamed, and join the bond, which goes up last", () => {
  const { host, container, transaction } = scene(false, {
    links: [{ name: "ens1", ifName: "net1", prio: 5 }, { name: "ens2", ifName: "net2" }],
  });
  transaction.run();
  assert.deepEqual(host.journal, [
    "ens1: +bond-c1-bond0-0",
    "ens1: name bnd000000000001, alias bond ens1 bond0 c1, away",
    "ens2: +bond-c1-bond0-1",
    "ens2: name bnd000000000002, alias bond ens2 bond0 c1, away",
  ]);
  const bond = container.get("bond0").index;
  assert.deepEqual(container.journal, [
    "bnd000000000001: name net1",
    "bnd000000000002: name net2",
    "create bond0",
    `net1: master ${bond}`,
    `net2: master ${bond}`,
    "net1: options",
    "bond0: +bond-c1-bond0-bond",
    "bond0: up true",
  ]);
  assert.equal(transaction.bondIndex, bond);
  assert.deepEqual(transaction.indexOf("net2"), container.get("net2").index);
});

Deno.test("a bond gets the number of queues and the alias that are asked for, and none where none is", () => {
  for (const extra of [{ numTxQueues: 8, alias: "uplinks" }, {}]) {
    const { container, transaction } = scene(true, extra);
    const queues: (number | undefined)[] = [];
    container.refuse = (type, link, attributes) => {
      if (type === 16 && !link) queues.push(attributes.get(31)?.u32);
      return 0;
    };
    transaction.run();
    assert.deepEqual(queues, [extra.numTxQueues]);
    assert.equal(container.get("bond0").alias, extra.alias ?? "");
  }
});

Deno.test("links keep what they are found by where their indices in the container are others", () => {
  const { host, container, transaction } = scene(false, { links: [{ name: "a" }, { name: "b" }] });
  container.add({ name: "stranger" });
  transaction.run();
  assert.deepEqual([host.links, container.get("stranger").master], [[], 0]);
});

Deno.test("what fails is taken back, the last first, and everything is as before", () => {
  for (const linksInContainer of [false, true]) {
    const { host, container, transaction } = scene(linksInContainer);
    const before = structuredClone([host.links, container.links]);
    container.refuse = (type, link, attributes) =>
      type === 19 && link?.name === "net2" && attributes.get(10) ? 1 : 0;
    const { message } = failure(transaction);
    assert.match(message, /^cannot make link net2 part of bond0: /);
    assert(container.links.some(({ kind }) => kind === "bond"));
    assert.deepEqual(transaction.unwind(), []);
    assert.deepEqual([host.links, container.links].map(byName), before.map(byName));
    assert.deepEqual(transaction.unwind(), [], "a second time there is nothing to take back");
  }
});

function byName<T extends { name: string }>(links: readonly T[]): T[] {
  return links.toSorted((a, b) => a.name.localeCompare(b.name));
}

Deno.test("what cannot be taken back is told, and the rest is", () => {
  const { container, host, transaction } = scene(false);
  transaction.run();
  container.refuse = (type) => type === 17 ? 1 : 0;
  assert.deepEqual(transaction.unwind().map(({ name }) => name), ["NetlinkError"]);
  assert.deepEqual(byName(host.links).map(({ name }) => name), ["net1", "net2"]);
});

Deno.test("a bond that somebody else made meanwhile is not deleted, nor is what is no bond", () => {
  const { container, transaction } = scene(true);
  container.add({ name: "bond0", kind: "bond" });
  const { code, message } = failure(transaction);
  assert.equal(code, BondErrorCode.InterfaceExists);
  assert.match(message, /bond0/);
  transaction.unwind();
  assert.equal(container.get("bond0").kind, "bond");
});

Deno.test("a bond is deleted where the kernel did not say whether it made it, and nothing else of that name", () => {
  for (const kind of ["bond", "dummy"]) {
    const { container, transaction } = scene(true);
    // ETIMEDOUT: nobody knows what became of the request.
    container.refuse = (type) => type === 16 ? 110 : 0;
    failure(transaction);
    container.add({ name: "bond0", kind });
    transaction.unwind();
    assert.equal(container.links.some(({ name }) => name === "bond0"), kind !== "bond");
  }
});

Deno.test("a bond that was made and could not be read is looked for by its name", () => {
  const { container, transaction } = scene(true);
  let looks = 0;
  container.refuse = (type, link) => type === 18 && link?.kind === "bond" && looks++ === 0 ? 1 : 0;
  transaction.run();
  assert.equal(transaction.bondIndex, container.get("bond0").index);
  assert.deepEqual(container.links.filter(({ master }) => master !== 0).length, 2);
});

Deno.test("a host link that has gone since it was looked at is said to have vanished", () => {
  const { host, transaction } = scene(false);
  host.refuse = (type, link) => type === 19 && link?.name === "net2" ? 19 : 0;
  const { code, message } = failure(transaction);
  assert.equal(code, BondErrorCode.LinkAbsent);
  assert.match(message, /net2/);
});

Deno.test("each step that is refused is named with what it would have done", () => {
  const cases: [RegExp, Parameters<typeof scene>, type: number, link: string][] = [
    [/^cannot move host link net1 into the container/, [false], 19, "net1"],
    [/^cannot prepare link net1 \(up\)/, [true], 19, "net1"],
    [/^cannot create the bond bond0/, [true], 16, ""],
    [/^cannot bring bond0 up/, [true], 19, "bond0"],
    [
      /^cannot set prio of link net1/,
      [true, { links: [{ name: "net1", prio: 5 }, { name: "net2" }] }],
      ...[16, "net1"] as const,
    ],
  ];
  for (const [expected, given, refusedType, name] of cases) {
    const { host, container, transaction } = scene(...given);
    for (const place of [host, container]) {
      place.refuse = (type, link) => type === refusedType && (link?.name ?? "") === name ? 1 : 0;
    }
    assert.match(failure(transaction).message, expected);
  }
});

Deno.test("a link is made the active one by its name, and a refusal says what it needs", () => {
  const { container, transaction } = scene(true);
  assert.throws(() => transaction.bondIndex, /the bond has not been created/);
  transaction.run();
  transaction.activate("net2");
  assert.equal(container.journal.at(-1), "bond0: options");
  container.refuse = (type) => type === 16 ? 22 : 0;
  assert.throws(() => transaction.activate("net2"), {
    message: /^cannot make link net2 the active one: /,
    details: /the link needs carrier for that/,
  });
});
