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

/** The node's uplink, its own bond, and another pod with a bond. */
async function scene(world: World, victim: World): Promise<string> {
  const [uplink, bond] = [world.hostName("u"), world.hostName("b")];
  await attached(victim);
  await witness.run(
    `ip link add ${uplink} address 02:00:00:00:07:07 type dummy; ip link set ${uplink} up; ` +
      `ip addr add 192.0.2.1/24 dev ${uplink}; ip route add default via 192.0.2.254 dev ${uplink} metric 7; ` +
      `ip link add ${bond} type bond`,
  );
  return uplink;
}

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
  const uplink = await scene(world, victim);
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
  const uplink = await scene(world, victim);
  const own = `${(await witness.run("stat -Lc %d:%i /proc/self/ns/net")).trim()}`;
  const config = world.config(["net1", "net2"]);
  const index = Number((await witness.run(`cat /sys/class/net/${uplink}/ifindex`)).trim());
  Deno.mkdirSync(`${STATE_DIR}/bond-net`, { recursive: true, mode: 0o700 });
  for (
    const record of [
      forged(world, { netns: { path: "/proc/self/ns/net", id: own } }),
      forged(world, { links: [link({ temporaryName: uplink })] }),
      forged(world, { links: [link({ name: uplink, kind: "dummy", index })] }),
      forged(world, { links: [link({ containerName: uplink, kind: "dummy", index })] }),
      forged(world, { links: [link({ address: "__proto__" })] }),
      forged(world, { links: [link({ name: "a-name-of-16-octs" })] }),
      forged(world, { containerId: victim.id }),
      forged(world, { network: "other" }),
    ]
  ) {
    const path = recordPath(STATE_DIR, { ...KEY, containerId: world.id });
    Deno.writeTextFileSync(path, JSON.stringify(record), { mode: 0o600 });
    const before = await look(world, victim);
    await world.call("DEL", config, { variables: { CNI_NETNS: "" } });
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
  const uplink = await scene(world, victim);
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
