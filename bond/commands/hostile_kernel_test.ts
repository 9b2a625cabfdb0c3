/** Configurations and records of somebody who wants more than his pod: nothing of the node or of other pods changes. */

import assert from "node:assert/strict";
import type { JsonObject } from "../../cni/mod.ts";
import { type AttachmentRecord, recordPath } from "../restore/mod.ts";
import { STATE_DIR } from "../state_dir.ts";
import { essence, MAC, see, witness, World } from "../testing.ts";
import { attached } from "../testing_attached.ts";

/** What iproute2 sees of the node and of another pod, and the files that lie about; carriers come and go. */
async function look(world: World, victim: World): Promise<string> {
  const [host, pod] = [await see(), await victim.see()];
  const rest = await witness.run(
    "ip -o -4 addr; ip route show table all | grep -v -e fe80 -e ff00; " +
      `find /etc/cni ${world.folder} /var/tmp -printf '%p %m %u %l\\n' | sort`,
  );
  return JSON.stringify([essence(host.links), essence(pod.links), rest.split("\n")], null, 1);
}

/** The node's uplink, which has an alternative name, its own bond, and another pod with a bond. */
async function scene(world: World, victim: World): Promise<{ uplink: string; bond: string }> {
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
const ALT_NAME = "the-uplink";

const KEY = { network: "bond-net", ifname: "bond0" };

function forged(world: World, changes: Partial<AttachmentRecord>): AttachmentRecord {
  return {
    version: 1,
    ...KEY,
    containerId: world.id,
    netns: { path: world.netnsPath, id: `${world.netns.dev}:${world.netns.ino}` },
    restore: { adminState: true, name: true, mac: true, mtu: true },
    links: [],
    ...changes,
  };
}

function link(changes: JsonObject): AttachmentRecord["links"][number] {
  return {
    from: "host",
    name: "evil0",
    containerName: "zz",
    temporaryName: "bnd0123456789ab",
    index: 2,
    kind: "",
    address: "02:66:66:66:66:66",
    permanentAddress: "",
    mtu: 68,
    up: false,
    alias: "",
    device: "",
    ...changes,
  };
}

Deno.test("a record in a folder of a tenant's is nobody's record, for no command, in whatever spelling of the key", async () => {
  using victim = new World();
  using world = new World();
  const { uplink } = await scene(world, victim);
  const own = `${(await witness.run("stat -Lc %d:%i /proc/self/ns/net")).trim()}`;
  const records = [
    forged(world, { netns: { path: "/proc/self/ns/net", id: own } }),
    forged(world, {
      netns: { path: victim.netnsPath, id: `${victim.netns.dev}:${victim.netns.ino}` },
    }),
    forged(world, { links: [link({ temporaryName: uplink })] }),
    forged(world, { links: [link({ name: uplink, kind: "dummy" })] }),
  ];
  world.twoLinks();
  for (const record of records) {
    Deno.mkdirSync(`${world.folder}/bond-net`, { recursive: true });
    Deno.writeTextFileSync(recordPath(world.folder, record), JSON.stringify(record));
    const before = await look(world, victim);
    for (const key of ["stateDir", "StateDir", "statedir"]) {
      const config = world.config(["net1", "net2"], { [key]: world.folder });
      const { code, msg } = await world.fail("ADD", config);
      assert.equal(code, 7);
      assert.match(msg, new RegExp(key));
      await world.succeed("DEL", config);
      await world.succeed("GC", {
        ...config,
        "cni.dev/valid-attachments": [{ containerID: victim.id, ifname: "bond0" }],
      });
    }
    assert.equal(await look(world, victim), before);
  }
});

Deno.test("state is not written where a configuration would have it", async () => {
  using victim = new World();
  using world = new World();
  world.twoLinks();
  const before = await look(world, victim);
  for (
    const stateDir of [
      "/etc/cni",
      "/etc/kubernetes/manifests",
      `/var/tmp/${"deep/".repeat(600)}`,
      "/proc/self/root/etc",
      5,
      {},
      [],
      "",
    ]
  ) {
    for (const name of ["net.d", "bond-net"]) {
      const { code } = await world.fail("ADD", world.config(["net1", "net2"], { name, stateDir }));
      assert.equal(code, 7);
      await world.succeed("DEL", world.config(["net1", "net2"], { name, stateDir }));
    }
  }
  assert.equal(await look(world, victim), before);
});

Deno.test("even a record in the node's own folder reaches no more than links that the attachment has taken", async () => {
  using victim = new World();
  using world = new World();
  const { uplink, bond } = await scene(world, victim);
  const own = `${(await witness.run("stat -Lc %d:%i /proc/self/ns/net")).trim()}`;
  const config = world.config(["net1", "net2"]);
  const index = Number((await witness.run(`cat /sys/class/net/${uplink}/ifindex`)).trim());
  Deno.mkdirSync(`${STATE_DIR}/bond-net`, { recursive: true, mode: 0o700 });
  for (
    const record of [
      forged(world, { netns: { path: "/proc/self/ns/net", id: own } }),
      forged(world, { ifname: bond, netns: { path: "/proc/self/ns/net", id: own } }),
      forged(world, { ifname: bond, netns: { path: "/proc/1/ns/net", id: own } }),
      forged(world, {
        ifname: bond,
        netns: {
          path: victim.netnsPath,
          id: `${victim.netns.dev}:${victim.netns.ino}`,
          cookie: "1",
        },
      }),
      forged(world, { links: [link({ altName: ALT_NAME, kind: "dummy" })] }),
      forged(world, { links: [link({ altName: uplink, kind: "dummy" })] }),
      forged(world, {
        links: [link({ alias: `bond ${uplink} bond0 ${world.id}`, kind: "dummy" })],
      }),
      forged(world, {
        links: [
          link({
            name: uplink,
            kind: "dummy",
            index,
            ties: {
              addresses: [{ address: "6.6.6.6" }],
              routes: [{}],
              neighbours: [{}],
              master: bond,
            },
          }),
        ],
      }),
      forged(world, { detached: true, links: [link({ name: uplink, kind: "dummy", index })] }),
      forged(world, { links: [link({ temporaryName: uplink })] }),
      forged(world, { links: [link({ name: uplink, kind: "dummy", index })] }),
      forged(world, { links: [link({ containerName: uplink, kind: "dummy", index })] }),
      forged(world, { links: [link({ address: "__proto__" })] }),
      forged(world, { links: [link({ name: "a-name-of-16-octs" })] }),
      forged(world, { containerId: victim.id }),
      forged(world, { network: "other" }),
    ]
  ) {
    const { ifname } = record;
    const path = recordPath(STATE_DIR, { ...KEY, ifname, containerId: world.id });
    const before = await look(world, victim);
    for (const CNI_NETNS of ["", world.netnsPath]) {
      Deno.writeTextFileSync(path, JSON.stringify(record), { mode: 0o600 });
      const variables = { CNI_NETNS, CNI_IFNAME: ifname };
      const { exitCode, stdout } = await world.call("DEL", config, { variables });
      assert.equal(exitCode, 0, `${JSON.stringify(record)}: ${stdout}`);
    }
    Deno.writeTextFileSync(path, JSON.stringify(record), { mode: 0o600 });
    await world.call("GC", {
      ...config,
      "cni.dev/valid-attachments": [{ containerID: victim.id, ifname: "bond0" }],
    });
    assert.equal(await look(world, victim), before, JSON.stringify(record));
    await witness.run(`rm -rf '${path}'`);
  }
});

Deno.test("whatever lies in the place of a record, each command ends, and follows no link", async () => {
  using victim = new World();
  using world = new World();
  await scene(world, victim);
  world.twoLinks();
  const config = world.config(["net1", "net2"]);
  const path = recordPath(STATE_DIR, { ...KEY, containerId: world.id });
  const target = `${world.folder}/target`;
  Deno.writeTextFileSync(target, "kept");
  for (
    const place of [
      `mkfifo '${path}'`,
      `ln -s /dev/zero '${path}'`,
      `ln -s ${target} '${path}'`,
      `ln -s '${path}' '${path}'`,
      `mknod '${path}' c 1 5`,
      `truncate -s 8G '${path}'`,
      `mkfifo ${STATE_DIR}/bond-net/other.json`,
      `ln -s /dev/zero ${STATE_DIR}/bond-net/other.json`,
      `ln -s ${target} '${path}.tmp'`,
      `echo '{}' > '${path}'; chown 65534 '${path}'`,
      `echo '{}' > '${path}'; chmod 666 '${path}'`,
    ]
  ) {
    await witness.run(`mkdir -p ${STATE_DIR}/bond-net; ${place}`);
    const before = await look(world, victim);
    const started = performance.now();
    await world.succeed("DEL", config);
    await world.succeed("ADD", config);
    await world.succeed("DEL", config);
    assert(performance.now() - started < 60_000, place);
    assert.equal(await look(world, victim), before, place);
    assert.equal(Deno.readTextFileSync(target), "kept", place);
    await witness.run(`rm -rf ${STATE_DIR}/bond-net/*`);
  }
});

Deno.test("whatever lies in the place of a lock or a folder of the state's, ADD works or says so, DEL ends well, and nothing is followed", async () => {
  using world = new World();
  world.twoLinks();
  const before = essence((await world.see()).links);
  const config = world.config(["net1", "net2"]);
  const target = `${world.folder}/target`;
  const behind = `${world.folder}/behind`;
  const lock = `${STATE_DIR}/.locks/${world.id}@bond0`;
  const network = `${STATE_DIR}/bond-net`;
  const locks = [
    `mkfifo ${lock}`,
    `ln -s /dev/zero ${lock}`,
    `ln -s ${target} ${lock}`,
    `ln -s ${lock} ${lock}`,
    `mkdir -p ${lock}/x`,
    `mknod ${lock} c 1 5`,
    `touch ${lock}; chown 65534 ${lock}`,
    `touch ${lock}; chmod 000 ${lock}`,
  ].map((how) => `mkdir -m 700 ${STATE_DIR}/.locks; ${how}`);
  const folders = [network, `${STATE_DIR}/.locks`, `${STATE_DIR}/.aside`].flatMap((folder) => [
    `touch ${folder}`,
    `mkfifo ${folder}`,
    `ln -s ${behind} ${folder}`,
    `ln -s ${folder} ${folder}`,
    `mkdir -m 777 ${folder}`,
    `mkdir ${folder}; chown 65534 ${folder}`,
  ]);
  const states = [`chmod 777 ${STATE_DIR}`, `chown 65534 ${STATE_DIR}`];
  for (const how of [...locks, ...folders, ...states]) {
    await witness.run(`mkdir -p ${behind}; echo kept > ${target}; ${how}`);
    const added = await world.call("ADD", config);
    if (added.exitCode !== 0) assert.match(added.stdout, /"code": 5\b/, how);
    for (const command of ["DEL", "DEL"]) {
      const { exitCode, stdout } = await world.call(command, config);
      assert.equal(exitCode, 0, `${how}: ${stdout}`);
    }
    await world.call("GC", { ...config, "cni.dev/valid-attachments": [] });
    assert.deepEqual(essence((await world.see()).links), before, how);
    assert.deepEqual(await witness.run(`ls -A ${behind}; cat ${target}`), "kept\n", how);
    await witness.run(
      `chown 0 ${STATE_DIR}; chmod 700 ${STATE_DIR}; find ${STATE_DIR} -mindepth 1 -delete`,
    );
  }
});

Deno.test("a record that is another user's, open to others, or has a second name is not believed, and host links go back by their marks", async () => {
  using world = new World();
  const names = [world.hostName("a"), world.hostName("b")];
  const key = { ...KEY, containerId: world.id };
  for (
    const spoil of ["chown 65534", "chmod 666", "chmod 602", "f() { ln $1 /$1.2; }; f"].map((how) =>
      how.replace("/$1.2", `${STATE_DIR}/second`)
    )
  ) {
    for (const [i, name] of names.entries()) {
      world.dummy(name, { address: MAC[i] ?? "" }, "host");
    }
    const before = essence(await world.seeHost());
    const config = world.config(names, { linksInContainer: false });
    await world.succeed("ADD", config);
    await witness.run(`${spoil} '${recordPath(STATE_DIR, key)}'`);
    const { stderr } = await world.call("DEL", config);
    assert.match(stderr, /it is kept as/, spoil);
    assert.deepEqual(essence(await world.seeHost()), before, spoil);
    assert.deepEqual((await world.see()).links.map(({ ifname }) => ifname), ["lo"], spoil);
    await witness.run(
      `rm -f ${STATE_DIR}/second; ${names.map((name) => `ip link del ${name}`).join("; ")}`,
    );
  }
});

Deno.test("links in the place of the node's folders are not followed: ADD refuses, DEL takes what it can", async () => {
  using world = new World();
  world.twoLinks();
  const config = world.config(["net1", "net2"]);
  for (const part of [`${STATE_DIR}/bond-net`, `${STATE_DIR}/.locks`]) {
    await witness.run(
      `rm -rf ${STATE_DIR}/* ${STATE_DIR}/.locks; mkdir -p ${world.folder}/behind; ln -s ${world.folder}/behind ${part}`,
    );
    const { code, msg } = await world.fail("ADD", config);
    assert.equal(code, 5);
    assert.match(msg, /is a link/);
    await world.succeed("DEL", config);
    assert.equal(await witness.run(`ls -A ${world.folder}/behind`), "");
  }
  await witness.run(`rm -rf ${STATE_DIR}/* ${STATE_DIR}/.locks`);
  await world.succeed("ADD", config);
  const record = recordPath(STATE_DIR, { ...KEY, containerId: world.id });
  const modes = [STATE_DIR, `${STATE_DIR}/bond-net`, record].map((path) =>
    ((Deno.lstatSync(path).mode ?? 0) & 0o777).toString(8)
  );
  assert.deepEqual(modes, ["700", "700", "600"]);
  await world.succeed("DEL", config);
});

Deno.test("an alias that would act on a terminal is refused", async () => {
  using world = new World();
  world.twoLinks();
  for (const alias of ["a\x1b[2J", "a\nb", "a\rb", "a\x9bb", "a\u202eb", "a\x7fb"]) {
    const { code, msg } = await world.fail("ADD", world.config(["net1", "net2"], { alias }));
    assert.equal(code, 7);
    assert.doesNotMatch(msg, /\p{Cc}|\u202e/u);
  }
  assert.deepEqual((await world.see()).links.map(({ ifname }) => ifname), ["lo", "net1", "net2"]);
});

Deno.test("an uplink is not taken by allowInUse of a tenant, with whatever value", async () => {
  using victim = new World();
  using world = new World();
  const { uplink } = await scene(world, victim);
  const before = await look(world, victim);
  for (const allowInUse of [true, 1, "true", "on", "1"]) {
    for (const key of ["allowInUse", "AllowInUse"]) {
      const { code } = await world.fail(
        "ADD",
        world.config([uplink], {
          linksInContainer: false,
          allowSingleLink: true,
          [key]: allowInUse,
        }),
      );
      assert.equal(code, 101);
    }
  }
  for (
    const select of [{ mac: "02:00:00:00:07:07" }, { name: uplink, ifName: "x", setMac: MAC[0] }]
  ) {
    await world.fail(
      "ADD",
      world.config([select], { linksInContainer: false, allowSingleLink: true }),
    );
  }
  assert.equal(await look(world, victim), before);
});
