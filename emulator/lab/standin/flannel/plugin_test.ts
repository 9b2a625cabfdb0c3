import assert from "node:assert/strict";
import {
  attachmentVariables,
  callPluginHere,
  FakePlugin,
  replyObject,
} from "../../../../cni/testing.ts";
import { flannelPlugin } from "./plugin.ts";

const SUBNET = `FLANNEL_NETWORK=10.244.0.0/16
FLANNEL_SUBNET=10.244.1.1/24
FLANNEL_MTU=1450
FLANNEL_IPMASQ=true
`;
const RESULT = { cniVersion: "0.4.0", ips: [{ version: "4", address: "10.244.1.2/24" }] };

/** A node with a flannel daemon and a bond plugin that does as it is told. */
function node() {
  const bond = new FakePlugin("bond");
  bond.reply("ADD", { stdout: RESULT });
  const subnetFile = `${bond.directory}/subnet.env`;
  const dataDir = `${bond.directory}/data`;
  Deno.writeTextFileSync(subnetFile, SUBNET);
  const call = (command: string, changes: Record<string, unknown> = {}) =>
    callPluginHere(flannelPlugin, {
      variables: attachmentVariables(command, { CNI_PATH: bond.directory }),
      stdin: {
        cniVersion: "0.4.0",
        name: "mynet",
        type: "flannel",
        subnetFile,
        dataDir,
        delegate: { type: "bond", mode: "active-backup" },
        ...changes,
      },
    });
  return { bond, call, subnetFile, saved: `${dataDir}/c1` };
}

Deno.test("the delegate runs with what flannel has worked out, and its result is flannel's", async () => {
  const { bond, call } = node();
  using _bond = bond;
  const reply = await call("ADD");
  assert.equal(reply.exitCode, 0, reply.stdout);
  assert.match(JSON.stringify(replyObject(reply)), /10\.244\.1\.2\/24/);
  const { command, stdin } = bond.calls()[0] ?? { command: "", stdin: "{}" };
  const { type, mode, name, mtu } = JSON.parse(stdin);
  assert.deepEqual([command, type, mode, name, mtu], [
    "ADD",
    "bond",
    "active-backup",
    "mynet",
    1450,
  ]);
});

Deno.test("DEL runs the delegate with the configuration of ADD, whatever there is now", async () => {
  const { bond, call, saved, subnetFile } = node();
  using _bond = bond;
  await call("ADD");
  Deno.removeSync(subnetFile);
  const failure = { cniVersion: "0.4.0", code: 999, msg: "not now" };
  bond.reply("DEL", { stdout: failure, exitCode: 1 });
  const reply = await call("DEL", { delegate: { type: "bond", mode: "other" } });
  assert.match(reply.stdout, /not now/);
  assert.ok(Deno.statSync(saved).isFile);
  bond.reply("DEL", {});
  assert.equal((await call("DEL")).exitCode, 0);
  const modes = bond.calls().map(({ command, stdin }) => `${command} ${JSON.parse(stdin).mode}`);
  assert.deepEqual(modes, ["ADD active-backup", "DEL active-backup", "DEL active-backup"]);
  assert.throws(() => Deno.statSync(saved), Deno.errors.NotFound);
});

Deno.test("DEL without ADD runs nothing", async () => {
  const { bond, call } = node();
  using _bond = bond;
  assert.equal((await call("DEL")).exitCode, 0);
  assert.deepEqual(bond.calls(), []);
});

Deno.test("DEL succeeds where ADD was cut off in the middle of saving", async () => {
  const { bond, call, saved } = node();
  using _bond = bond;
  await call("ADD");
  Deno.writeTextFileSync(saved, '{"type": "bo');
  const reply = await call("DEL");
  assert.equal(reply.exitCode, 0, reply.stdout);
  assert.deepEqual(bond.calls().map(({ command }) => command), ["ADD"]);
});

Deno.test("two DELs at once succeed both", async () => {
  const { bond, call } = node();
  using _bond = bond;
  await call("ADD");
  const replies = await Promise.all([call("DEL"), call("DEL"), call("DEL")]);
  assert.deepEqual(replies.map(({ exitCode }) => exitCode), [0, 0, 0]);
});

Deno.test("flannel says that it was its delegate that failed", async () => {
  const { bond, call } = node();
  using _bond = bond;
  const failure = { cniVersion: "0.4.0", code: 7, msg: "no links", details: "name two" };
  bond.reply("ADD", { stdout: failure, exitCode: 1 });
  const { code, msg } = replyObject(await call("ADD"));
  assert.deepEqual([code, msg], [999, "failed to delegate add: no links; name two"]);
});
