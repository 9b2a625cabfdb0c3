/** What lies in the place of the plugin's own files on the node: each command ends, and follows and believes none of it. */

import assert from "node:assert/strict";
import { recordPath } from "../restore/mod.ts";
import { STATE_DIR } from "../state_dir.ts";
import { essence, MAC, witness, World } from "../testing.ts";
import { KEY, look, scene } from "./testing_hostile.ts";

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
