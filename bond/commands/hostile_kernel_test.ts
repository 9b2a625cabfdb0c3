/** Configurations and records of somebody who wants more than his pod: nothing of the node or of other pods changes. */

import assert from "node:assert/strict";
import type { JsonObject } from "../../cni/mod.ts";
import { type AttachmentRecord, recordPath } from "../restore/mod.ts";
import { STATE_DIR } from "../state_dir.ts";
import { MAC, witness, World } from "../testing.ts";
import { ALT_NAME, KEY, look, scene } from "./testing_hostile.ts";

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
