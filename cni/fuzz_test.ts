import assert from "node:assert/strict";
import fc from "fast-check";
import { CniError } from "./errors.ts";
import type { Plugin } from "./plugin.ts";
import { parseResult } from "./result_parse.ts";
import { attachmentVariables, callPluginHere } from "./testing.ts";
import { effort, garbled, mutated } from "./testing_fuzz.ts";
import { CNI_VERSIONS } from "./version.ts";

const IDLE: Plugin = { about: "idle", add: () => Promise.resolve(), del: () => Promise.resolve() };

const CONFIG = {
  cniVersion: "1.1.0",
  name: "net",
  type: "bond",
  ipam: { type: "none" },
  dns: { nameservers: ["192.0.2.1"], search: ["a"] },
  runtimeConfig: { mac: "02:00:00:00:00:01", ips: ["192.0.2.5/24"] },
  args: { cni: { mac: "02:00:00:00:00:01" } },
  capabilities: { mac: true },
  prevResult: { cniVersion: "1.1.0", ips: [{ address: "192.0.2.5/24", interface: 0 }] },
  "cni.dev/valid-attachments": [{ containerID: "c1", ifname: "bond0" }],
};

const RESULT = {
  cniVersion: "1.1.0",
  interfaces: [{ name: "bond0", mac: "02:00:00:00:00:01", mtu: 1500, sandbox: "/run/netns/a" }],
  ips: [{ address: "192.0.2.5/24", gateway: "192.0.2.1", interface: 0 }],
  routes: [{ dst: "0.0.0.0/0", gw: "192.0.2.1", mtu: 1400, table: 100, scope: 253 }],
  dns: { nameservers: ["192.0.2.1"], domain: "a", search: ["b"], options: ["c"] },
};

Deno.test("whatever stdin and variables say, a plugin answers with at most one JSON document", async () => {
  const command = fc.constantFrom("ADD", "DEL", "CHECK", "GC", "STATUS", "VERSION", "add", "");
  const stdin = fc.oneof(
    mutated(CONFIG).map((config) => JSON.stringify(config) ?? ""),
    garbled(JSON.stringify(CONFIG)),
    fc.string(),
  );
  const text = fc.oneof(fc.constant("c1"), fc.string(), fc.constant(""));
  await fc.assert(
    fc.asyncProperty(command, stdin, text, text, text, async (command, stdin, id, ifname, args) => {
      const reply = await callPluginHere(IDLE, {
        variables: attachmentVariables(command, {
          CNI_CONTAINERID: id,
          CNI_IFNAME: ifname,
          CNI_ARGS: args,
        }),
        stdin,
      });
      if (reply.stdout === "") return assert.equal(reply.exitCode, 0);
      const json = JSON.parse(reply.stdout);
      if (reply.exitCode === 0) return;
      assert.equal(typeof json.code, "number");
      assert.equal(typeof json.msg, "string");
    }),
    effort(),
  );
});

Deno.test("a result that no plugin should give is refused with an error that has a code, or read", () => {
  fc.assert(
    fc.property(mutated(RESULT), fc.constantFrom(...CNI_VERSIONS), (result, version) => {
      try {
        const { ips, interfaces, routes } = parseResult(result, version);
        for (const list of [ips, interfaces, routes]) assert.ok(Array.isArray(list));
      } catch (error) {
        assert.ok(error instanceof CniError || error instanceof TypeError, String(error));
      }
    }),
    effort(),
  );
});
