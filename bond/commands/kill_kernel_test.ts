/** ADD in a process of its own, with the stock host-local plugin, killed in the middle. */

import assert from "node:assert/strict";
import { attachmentVariables, callExecutable } from "../../cni/testing.ts";
import { essence, World } from "../testing.ts";

const DYING = new URL("./testdata/dying_plugin.ts", import.meta.url).pathname;
const COMMAND = [Deno.execPath(), "run", "--allow-all", "--no-check", "--cached-only", DYING];

/** How long an IPAM plugin whose caller was killed may still work, in milliseconds. */
const ORPHAN_MS = 1000;

Deno.test("after SIGKILL in the middle of ADD, DEL gives back links and address", async () => {
  using world = new World();
  const [first, second] = [world.hostName("a"), world.hostName("b")];
  world.dummy(first, { up: true, mtu: 3000 }, "host");
  world.dummy(second, {}, "host");
  const before = [essence(await world.seeHost()), essence((await world.see()).links)];
  const dataDir = `${world.folder}/addresses`;
  const config = world.config([first, second], {
    cniVersion: "1.0.0",
    linksInContainer: false,
    ipam: { type: "host-local", dataDir, ranges: [[{ subnet: "192.0.2.0/24" }]] },
  });
  let killed = 0;
  for (const request of [9, 13, 17, 21]) {
    const reply = await callExecutable(COMMAND, {
      variables: attachmentVariables("ADD", {
        CNI_CONTAINERID: world.id,
        CNI_NETNS: world.netnsPath,
        CNI_IFNAME: "bond0",
        DIE_AT: String(request),
      }),
      stdin: config,
    });
    if (reply.exitCode !== 0) killed++;
    assert.equal(reply.stdout === "", reply.exitCode !== 0, reply.stdout);
    await new Promise((resolve) => setTimeout(resolve, ORPHAN_MS));
    await world.succeed("DEL", config);
    const after = [essence(await world.seeHost()), essence((await world.see()).links)];
    assert.deepEqual(after, before, `killed at request ${request}`);
    const reserved = Array.from(Deno.readDirSync(`${dataDir}/bond-net`), ({ name }) => name)
      .filter((name) => /^\d/.test(name));
    assert.deepEqual(reserved, [], `killed at request ${request}`);
    assert.deepEqual(world.records().filter((name) => name.endsWith(".json")), []);
  }
  assert(killed >= 3, `ADD makes too few requests: only ${killed} were killed`);
});
