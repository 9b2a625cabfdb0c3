/** Every mode with every MAC policy, links of the container and of the host, with addresses and without. */

import assert from "node:assert/strict";
import { CNI_VERSIONS, type CniVersion, isJsonObject, type JsonObject } from "../../cni/mod.ts";
import { BOND_MODES, type BondMode } from "../config/mod.ts";
import { essence, type SeenLink, World } from "../testing.ts";

const POLICIES = ["none", "active", "follow"] as const;
const MAC = ["02:00:00:00:06:01", "02:00:00:00:06:02"] as const;

interface Case {
  mode: BondMode;
  policy: typeof POLICIES[number];
  linksInContainer: boolean;
  withIpam: boolean;
  cniVersion: CniVersion;
}

/** All cases; the versions take turns, so that each meets every mode. */
const CASES: Case[] = (Object.keys(BOND_MODES) as BondMode[]).flatMap((mode) =>
  POLICIES.flatMap((policy) =>
    [true, false].flatMap((linksInContainer) =>
      [true, false].map((withIpam) => ({ mode, policy, linksInContainer, withIpam }))
    )
  )
).map((item, i) => {
  // Without addresses there is no result in the two oldest versions.
  const versions = item.withIpam ? CNI_VERSIONS : CNI_VERSIONS.slice(2);
  return { ...item, cniVersion: versions[Math.floor(i / 2) % versions.length] ?? "1.1.0" };
});

/** The MACs of bond, first and second link, from the kernel's documentation of modes and fail_over_mac. */
function expectedMacs({ mode, policy }: Case): [string, string, string] {
  const [first, second] = MAC;
  if (mode === "balance-tlb" || mode === "balance-alb") return [first, first, second];
  if (mode === "active-backup" && policy !== "none") return [first, first, second];
  return [first, first, first];
}

/** An IPAM plugin of one small process: it gives 192.0.2.5/24 in the version it is told. */
function writeIpam(directory: string, cniVersion: CniVersion): void {
  const result = cniVersion < "0.3.0"
    ? { cniVersion, ip4: { ip: "192.0.2.5/24", gateway: "192.0.2.1" } }
    : { cniVersion, ips: [{ version: "4", address: "192.0.2.5/24", gateway: "192.0.2.1" }] };
  const script = `#!/bin/sh\ncat > /dev/null\n[ "$CNI_COMMAND" != ADD ] || echo '${
    JSON.stringify(result)
  }'\n`;
  Deno.writeTextFileSync(`${directory}/tiny-ipam`, script, { mode: 0o755 });
}

function checkLinks(item: Case, links: readonly SeenLink[], names: readonly string[]): void {
  const find = (name: string) => {
    const link = links.find(({ ifname }) => ifname === name);
    assert(link, `${name} is absent`);
    return link;
  };
  const [bond, ...ports] = ["bond0", ...names].map(find);
  assert(bond);
  assert.deepEqual([bond, ...ports].map(({ address }) => address), expectedMacs(item));
  const data = bond.linkinfo?.info_data ?? {};
  assert.equal(data["mode"], item.mode);
  assert.equal(data["miimon"], 100);
  assert.equal(data["fail_over_mac"], item.policy);
  assert.equal(bond.mtu, 1400);
  for (const link of [bond, ...ports]) assert(link.flags.includes("UP"), `${link.ifname} is down`);
  for (const port of ports) {
    assert.equal(port.master, "bond0");
    assert.equal(port.mtu, 1400);
    assert.equal(port.linkinfo?.info_slave_kind, "bond");
  }
  const addresses = bond.addr_info?.filter(({ family }) => family === "inet") ?? [];
  assert.deepEqual(
    addresses.map(({ local, prefixlen }) => `${local}/${prefixlen}`),
    item.withIpam ? ["192.0.2.5/24"] : [],
  );
}

function checkResult({ cniVersion, withIpam }: Case, result: JsonObject, netns: string): void {
  assert.equal(result["cniVersion"], cniVersion);
  if (cniVersion < "0.3.0") {
    assert(isJsonObject(result["ip4"]));
    assert.equal(result["ip4"]["ip"], "192.0.2.5/24");
    return;
  }
  const [own] = result["interfaces"] as JsonObject[];
  assert.equal(own?.["name"], "bond0");
  assert.equal(own?.["mac"], MAC[0]);
  assert.equal(own?.["sandbox"], netns);
  assert.equal((result["ips"] as JsonObject[] | undefined)?.length ?? 0, withIpam ? 1 : 0);
}

for (const mode of Object.keys(BOND_MODES) as BondMode[]) {
  Deno.test(`${mode}: ADD makes and DEL unmakes it, with every MAC policy, from container and host`, async () => {
    using world = new World();
    const inside = ["net1", "net2"];
    const outside = [world.hostName("a"), world.hostName("b")];
    inside.forEach((name, i) =>
      world.dummy(name, { address: MAC[i] ?? "", up: i === 0, mtu: 2000 })
    );
    outside.forEach((name, i) =>
      world.dummy(name, { address: MAC[i] ?? "", up: i === 1, mtu: 3000 }, "host")
    );
    const before = [essence((await world.see()).links), essence(await world.seeHost())];
    for (const item of CASES.filter((item) => item.mode === mode)) {
      writeIpam(world.folder, item.cniVersion);
      const names = item.linksInContainer ? inside : outside;
      const config = world.config(names, {
        cniVersion: item.cniVersion,
        mode,
        mtu: 1400,
        failOverMac: item.policy,
        linksInContainer: item.linksInContainer,
        ...(item.withIpam ? { ipam: { type: "tiny-ipam" } } : {}),
      });
      const options = { variables: { CNI_PATH: world.folder } };
      const result = await world.succeed("ADD", config, options);
      try {
        checkLinks(item, (await world.see()).links, names);
        checkResult(item, result, world.netnsPath);
        if (item.cniVersion >= "0.4.0") {
          await world.succeed("CHECK", { ...config, prevResult: result }, options);
        }
        await world.succeed("DEL", config, options);
        const after = [essence((await world.see()).links), essence(await world.seeHost())];
        assert.deepEqual(after, before);
      } catch (error) {
        throw new Error(JSON.stringify(item), { cause: error });
      }
    }
  });
}
