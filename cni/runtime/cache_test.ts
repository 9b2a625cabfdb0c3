import assert from "node:assert/strict";
import { emptyResult } from "../result.ts";
import { cachePath, listCache, readCachedResult, removeCache, writeCache } from "./cache.ts";

const KEY = { containerId: "c1", ifname: "eth0" };
const ATTACHMENT = {
  ...KEY,
  netns: "/run/netns/x",
  network: "net",
  args: [["K", "V"], ["IgnoreUnknown", "1"]] as const,
  capabilityArgs: { mac: "02:00:00:00:00:01" },
  result: { cniVersion: "1.0.0", ips: [{ address: "10.0.0.1/24" }] },
  config: new TextEncoder().encode('{"name":"net","é":1}'),
};

function withDirectory(work: (directory: string) => void): void {
  const directory = Deno.makeTempDirSync();
  try {
    work(`${directory}/cni`);
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
}

Deno.test("path, mode and fields of a cached result", () => {
  withDirectory((directory) => {
    writeCache(directory, ATTACHMENT);
    const path = `${directory}/results/net-c1-eth0`;
    assert.equal(cachePath(directory, "net", KEY), path);
    assert.equal((Deno.statSync(path).mode ?? 0) & 0o777, 0o600);
    assert.equal((Deno.statSync(`${directory}/results`).mode ?? 0) & 0o777, 0o700);
    assert.equal(
      Deno.readTextFileSync(path),
      '{"kind":"cniCacheV1","containerId":"c1","config":"eyJuYW1lIjoibmV0Iiwiw6kiOjF9",' +
        '"ifName":"eth0","networkName":"net","netns":"/run/netns/x",' +
        '"cniArgs":[["K","V"],["IgnoreUnknown","1"]],' +
        '"capabilityArgs":{"mac":"02:00:00:00:00:01"},' +
        '"result":{"cniVersion":"1.0.0","ips":[{"address":"10.0.0.1/24"}]}}',
    );
    assert.deepEqual([...Deno.readDirSync(`${directory}/results`)].length, 1);
  });
});

Deno.test("what is empty is left out of the file", () => {
  withDirectory((directory) => {
    const { network, config } = ATTACHMENT;
    writeCache(directory, { ...KEY, netns: "", network, config, args: [], capabilityArgs: {} });
    const keys = Object.keys(JSON.parse(Deno.readTextFileSync(cachePath(directory, "net", KEY))));
    assert.deepEqual(keys, ["kind", "containerId", "config", "ifName", "networkName"]);
  });
});

Deno.test("writing replaces the old file in one step", () => {
  withDirectory((directory) => {
    writeCache(directory, ATTACHMENT);
    using old = Deno.openSync(cachePath(directory, "net", KEY));
    const before = old.statSync().size;
    writeCache(directory, { ...ATTACHMENT, netns: "/another" });
    assert.equal(old.statSync().size, before, "a reader of the old file keeps it whole");
    assert.equal(listCache(directory, "net")[0]?.netns, "/another");
  });
});

Deno.test("what was remembered is read, listed by network, and forgotten", () => {
  withDirectory((directory) => {
    assert.deepEqual(listCache(directory, "net"), []);
    assert.equal(readCachedResult(directory, "net", KEY, "1.0.0"), undefined);
    writeCache(directory, ATTACHMENT);
    writeCache(directory, { ...ATTACHMENT, network: "other" });
    Deno.writeTextFileSync(`${directory}/results/garbage`, "{");
    assert.deepEqual(listCache(directory, "net"), [ATTACHMENT]);
    assert.deepEqual(readCachedResult(directory, "net", KEY, "0.4.0")?.ips, ATTACHMENT.result.ips);
    removeCache(directory, "net", KEY);
    removeCache(directory, "net", KEY);
    assert.deepEqual(listCache(directory, "net"), []);
  });
});

Deno.test("a bare result, as old runtimes wrote it, is understood; garbage is an error", () => {
  withDirectory((directory) => {
    writeCache(directory, ATTACHMENT);
    const path = cachePath(directory, "net", KEY);
    Deno.writeTextFileSync(path, '{"cniVersion":"0.2.0","ip4":{"ip":"10.0.0.1/24"}}');
    assert.deepEqual(readCachedResult(directory, "net", KEY, "1.0.0"), {
      ...emptyResult(),
      ips: [{ address: "10.0.0.1/24" }],
    });
    for (const garbage of ["", "{", "[]", '{"cniVersion":"7"}']) {
      Deno.writeTextFileSync(path, garbage);
      assert.throws(() => readCachedResult(directory, "net", KEY, "1.0.0"));
    }
  });
});
