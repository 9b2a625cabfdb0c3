import assert from "node:assert/strict";
import { ipamAdd, ipamCheck, ipamDel, ipamGc, ipamStatus, isOwnIpam, startIpam } from "./ipam.ts";
import type { JsonObject } from "./json.ts";
import type { Plugin } from "./plugin.ts";
import { extendResult, type Result } from "./result.ts";
import {
  attachmentVariables,
  callPluginHere,
  FakePlugin,
  type PluginReply,
  replyObject,
} from "./testing.ts";

/** A plugin that is nothing but its IPAM. */
class IpamUser implements Plugin {
  about = "CNI ipam user";
  seen: Result | undefined;
  async add(...[invocation, commit]: Parameters<Plugin["add"]>): Promise<void> {
    this.seen = await ipamAdd(invocation);
    commit(extendResult(undefined, { interface: { name: invocation.ifname }, ipam: this.seen }));
  }
  del = ipamDel;
  check = ipamCheck;
  gc = ipamGc;
  status = ipamStatus;
}

const IPS = { cniVersion: "1.1.0", ips: [{ address: "10.0.0.5/24", gateway: "10.0.0.1" }] };

interface Options {
  stdin?: string | JsonObject;
  variables?: Record<string, string>;
  plugin?: Plugin;
  signal?: AbortSignal;
}

function call(fake: FakePlugin, command: string, options: Options = {}): Promise<PluginReply> {
  const { plugin = new IpamUser(), signal } = options;
  const config = { cniVersion: "1.1.0", name: "n", type: "user", ipam: { type: fake.type } };
  return callPluginHere(plugin, {
    variables: attachmentVariables(command, {
      CNI_PATH: `/nowhere:${fake.directory}`,
      PATH: Deno.env.get("PATH"),
      ...options.variables,
    }),
    stdin: options.stdin ?? config,
    ...(signal ? { signal } : {}),
  });
}

Deno.test("IPAM gets identical stdin, every variable, and the command", async () => {
  using fake = new FakePlugin().reply("ADD", { stdout: IPS });
  const stdin = ` {"name":"n","cniVersion":"1.1.0",\n"x":1e2, "ipam":{"type":"${fake.type}"},` +
    `"prevResult":{}}\n\n`;
  const variables = { MY_OWN: "a=b\nc", CNI_ARGS: "IP=10.0.0.5;X=;" };
  assert.equal((await call(fake, "ADD", { stdin, variables })).exitCode, 0);
  const [received] = fake.calls();
  assert.equal(received?.stdin, stdin);
  const expected = attachmentVariables("ADD", {
    CNI_PATH: `/nowhere:${fake.directory}`,
    PATH: Deno.env.get("PATH"),
    ...variables,
  });
  const { PWD: _, ...rest } = received?.variables ?? {};
  assert.deepEqual(rest, expected);
});

Deno.test("IPAM is found in the order of CNI_PATH, and through a symbolic link", async () => {
  using first = new FakePlugin("ipam").reply("ADD", { stdout: IPS });
  using second = new FakePlugin("ipam");
  using link = new FakePlugin("elsewhere");
  Deno.symlinkSync(first.path, `${link.directory}/ipam`);
  const CNI_PATH = `${link.directory}:${second.directory}`;
  assert.equal((await call(first, "ADD", { variables: { CNI_PATH } })).exitCode, 0);
  assert.deepEqual([first.commands(), second.commands()], [["ADD"], []]);
});

Deno.test("an absent IPAM plugin is an error with its name and the path", async () => {
  using fake = new FakePlugin();
  const reply = await call(fake, "ADD", { variables: { CNI_PATH: "/a:/b" } });
  assert.equal(replyObject(reply)["msg"], 'failed to find plugin "fake-ipam" in path [/a /b]');
  assert.deepEqual(fake.commands(), []);
});

Deno.test("IPAM's error comes through with code, message and details, and its DEL is run", async () => {
  using fake = new FakePlugin().reply("ADD", {
    exitCode: 1,
    stdout: { code: 11, msg: "all given out", details: "try later" },
    stderr: "a note",
  });
  const reply = await call(fake, "ADD");
  assert.deepEqual(replyObject(reply), {
    cniVersion: "1.1.0",
    code: 11,
    msg: "fake-ipam says: all given out",
    details: "try later",
  });
  assert.match(reply.stderr, /a note/);
  assert.deepEqual(fake.commands(), ["ADD", "DEL"]);
});

Deno.test("IPAM of older versions is told apart: which it speaks, and which version would do", async () => {
  const supportedVersions = ["0.4.0", "1.0.0"];
  for (
    const [command, code, msg] of [["ADD", 1, "incompatible CNI versions"], [
      "STATUS",
      4,
      "missing containerID",
    ]]
  ) {
    using fake = new FakePlugin().reply("VERSION", { stdout: { supportedVersions } })
      .reply(String(command), { exitCode: 1, stdout: { code, msg } });
    const reply = replyObject(await call(fake, String(command)));
    assert.deepEqual([reply["code"], reply["msg"]], [code, `fake-ipam says: ${msg}`]);
    assert.equal(
      reply["details"],
      "fake-ipam speaks CNI 0.4.0, 1.0.0 and the configuration is of 1.1.0: " +
        'set cniVersion to "1.0.0", or install a newer fake-ipam',
    );
  }
});

Deno.test("IPAM that gives no address is an error, and its DEL is run", async () => {
  for (const stdout of [{}, "null", { cniVersion: "1.1.0", routes: [{ dst: "10.0.0.0/8" }] }]) {
    using fake = new FakePlugin().reply("ADD", { stdout });
    const reply = await call(fake, "ADD");
    assert.equal(replyObject(reply)["msg"], "IPAM plugin returned missing IP config");
    assert.deepEqual(fake.commands(), ["ADD", "DEL"]);
  }
});

Deno.test("IPAM that prints no result is an error, and its DEL is run, even when that fails too", async () => {
  using fake = new FakePlugin().reply("ADD", { stdout: "what?" })
    .reply("DEL", { exitCode: 1, stdout: { code: 7, msg: "no more" } });
  const reply = await call(fake, "ADD");
  assert.match(String(replyObject(reply)["msg"]), /^cannot read the IPAM plugin's result: /);
  assert.match(reply.stderr, /IPAM DEL after its failed ADD: fake-ipam says: no more/);
  assert.deepEqual(fake.commands(), ["ADD", "DEL"]);
});

Deno.test("an interrupted ADD kills IPAM, runs its DEL, and fails", async () => {
  using fake = new FakePlugin().reply("ADD", { stdout: IPS, delay: 10 });
  const reply = await call(fake, "ADD", { signal: AbortSignal.timeout(500) });
  assert.equal(replyObject(reply)["msg"], "interrupted by SIGTERM");
  assert.deepEqual(fake.commands(), ["ADD", "DEL"]);
});

Deno.test("a time limit of the plugin's own kills IPAM, and the error says so", async () => {
  using fake = new FakePlugin().reply("ADD", { stdout: IPS, delay: 10 });
  const plugin = new IpamUser();
  const add = plugin.add.bind(plugin);
  plugin.add = (invocation, commit) =>
    add({ ...invocation, signal: AbortSignal.timeout(500) }, commit);
  const { code, msg } = replyObject(await call(fake, "ADD", { plugin }));
  assert.equal(code, 11);
  assert.match(String(msg), /^IPAM plugin "fake-ipam" was killed during ADD: .*timeout/);
  assert.deepEqual(fake.commands(), ["ADD", "DEL"]);
});

Deno.test("an IPAM plugin that takes longer than it may is killed, and the error says so", async () => {
  using fake = new FakePlugin().reply("ADD", { stdout: IPS, delay: 10 });
  const plugin = new IpamUser();
  plugin.add = async (invocation) => {
    await startIpam(invocation, 300).addresses;
  };
  const { code, msg } = replyObject(await call(fake, "ADD", { plugin }));
  assert.deepEqual([code, msg], [
    11,
    'IPAM plugin "fake-ipam" was killed during ADD: it took longer than 300 ms',
  ]);
  assert.deepEqual(fake.commands(), ["ADD"], "whoever started it takes it back");
});

Deno.test("an interrupt ends an IPAM plugin that hangs in DEL, too, after a moment", async () => {
  using fake = new FakePlugin().reply("DEL", { delay: 30 });
  const started = performance.now();
  const reply = await call(fake, "DEL", { signal: AbortSignal.timeout(100) });
  assert.equal(replyObject(reply)["msg"], "interrupted by SIGTERM");
  assert.ok(performance.now() - started < 10_000);
});

Deno.test("IPAM's result without a version is one of the configuration's version", async () => {
  using fake = new FakePlugin().reply("ADD", { stdout: { ip4: { ip: "10.0.0.5/24" } } });
  const plugin = new IpamUser();
  const stdin = { cniVersion: "0.2.0", name: "n", ipam: { type: fake.type } };
  assert.equal((await call(fake, "ADD", { plugin, stdin })).exitCode, 0);
  assert.deepEqual(plugin.seen?.ips, [{ address: "10.0.0.5/24" }]);
});

Deno.test("without an ipam type nothing is run, by any command", async () => {
  using fake = new FakePlugin();
  const stdin = { cniVersion: "1.1.0", name: "n", type: "user", ipam: {} };
  for (const command of ["ADD", "CHECK", "DEL", "GC", "STATUS"]) {
    assert.equal((await call(fake, command, { stdin })).exitCode, 0);
  }
  assert.deepEqual(fake.calls(), []);
});

Deno.test("CHECK, DEL, GC and STATUS run the same of IPAM, and its error is theirs", async () => {
  for (const command of ["CHECK", "DEL", "GC", "STATUS"]) {
    using fake = new FakePlugin();
    assert.equal((await call(fake, command)).stdout, "");
    fake.reply(command, { exitCode: 1, stdout: { code: 51, msg: "limited" } });
    const { code, msg } = replyObject(await call(fake, command));
    assert.deepEqual([code, msg], [51, "fake-ipam says: limited"]);
    assert.deepEqual(fake.commands().filter((one) => one !== "VERSION"), [command, command]);
  }
});

Deno.test("a program is not its own IPAM plugin, under whatever name: ADD says so, DEL and GC pass it over", async () => {
  using fake = new FakePlugin("bond-by-another-name");
  Deno.removeSync(fake.path);
  Deno.symlinkSync(Deno.execPath(), fake.path);
  // The name that this very program was called by; there is no such file on the path.
  const [path = ""] = Deno.readTextFileSync("/proc/self/cmdline").split("\0");
  for (const type of [fake.type, path.slice(path.lastIndexOf("/") + 1)]) {
    const stdin = { cniVersion: "1.1.0", name: "n", type: "user", ipam: { type } };
    for (const command of ["ADD", "CHECK", "STATUS"]) {
      const { code, msg } = replyObject(await call(fake, command, { stdin }));
      assert.deepEqual([code, String(msg).includes("is this plugin itself")], [7, true], command);
    }
    for (const command of ["DEL", "GC"]) {
      const { exitCode, stderr } = await call(fake, command, { stdin });
      assert.equal(exitCode, 0, command);
      assert.match(stderr, /is this plugin itself: no address/);
    }
  }
});

Deno.test("STATUS with an absent IPAM plugin is code 50", async () => {
  using fake = new FakePlugin();
  const reply = await call(fake, "STATUS", { variables: { CNI_PATH: "/nowhere" } });
  assert.equal(replyObject(reply)["code"], 50);
});

Deno.test("GC hands IPAM the list of valid attachments as it came", async () => {
  using fake = new FakePlugin();
  for (const list of ["null", "[]", '[{"containerID":"c","ifname":"i"}]']) {
    const stdin = `{"cniVersion":"1.1.0","name":"n","ipam":{"type":"${fake.type}"},` +
      `"cni.dev/valid-attachments":${list}}`;
    assert.equal((await call(fake, "GC", { stdin })).exitCode, 0);
    assert.equal(fake.calls().at(-1)?.stdin, stdin);
  }
});

Deno.test("an error of IPAM has no words that make runtimes take it for success", async () => {
  using fake = new FakePlugin();
  const reply = await call(fake, "DEL", { variables: { CNI_PATH: "/nowhere" } });
  const { msg, details } = replyObject(reply);
  assert.doesNotMatch(`${msg}; ${details}`, /not found|no such file or directory/);
});

Deno.test("an IPAM plugin that is this very program, under whatever name, is run by no command", async () => {
  const directory = Deno.makeTempDirSync();
  const own = Deno.execPath();
  Deno.symlinkSync(own, `${directory}/linked`);
  Deno.symlinkSync("linked", `${directory}/linked-twice`);
  Deno.copyFileSync(own, `${directory}/copied`);
  const name = own.slice(own.lastIndexOf("/") + 1);
  Deno.symlinkSync("/bin/false", `${directory}/${name}`);
  try {
    for (const type of ["linked", "linked-twice", "copied", name]) {
      using fake = new FakePlugin();
      const stdin = { cniVersion: "1.1.0", name: "n", type: "user", ipam: { type } };
      const options = { stdin, variables: { CNI_PATH: directory } };
      for (const command of ["ADD", "CHECK", "STATUS"]) {
        const { code, msg } = replyObject(await call(fake, command, options));
        assert.equal(code, 7, `${type} ${command}`);
        assert.match(String(msg), /is this plugin itself/);
      }
      for (const command of ["DEL", "GC"]) {
        const extra = command === "GC" ? { "cni.dev/valid-attachments": [] } : {};
        const reply = await call(fake, command, { ...options, stdin: { ...stdin, ...extra } });
        assert.equal(reply.exitCode, 0, `${type} ${command} ${reply.stdout}`);
      }
    }
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
});

Deno.test("a program is its network's IPAM plugin when it is called by that name, and the network is another type's", () => {
  const [path = ""] = Deno.readTextFileSync("/proc/self/cmdline").split("\0");
  const own = path.slice(path.lastIndexOf("/") + 1);
  const isOwn = (type: string, ipam?: string) => {
    const config = { type, ...(ipam === undefined ? {} : { ipam: { type: ipam } }) };
    return isOwnIpam({ config } as unknown as Parameters<typeof isOwnIpam>[0]);
  };
  assert.deepEqual([isOwn("bond", own), isOwn(own, own), isOwn("bond", "static"), isOwn("bond")], [
    ...[true, false, false, false],
  ]);
});
