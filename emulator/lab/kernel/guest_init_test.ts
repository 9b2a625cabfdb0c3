import assert from "node:assert/strict";
import { guestFiles } from "./guest_init.ts";

const settings = {
  exchange: "/tmp/x",
  shared: [],
  modules: "/data/modules",
  terminal: undefined,
};

/** What a guest with these modules asks modprobe for. */
function asked(...modules: string[]): string {
  const moduleList = modules.map((path) => `kernel/${path}: kernel/net/other.ko\n`).join("");
  const { init = "" } = guestFiles({ ...settings, moduleList });
  return /^modprobe .* -a (.*)$/m.exec(init)?.[1] ?? "";
}

Deno.test("only what is a module is loaded: drivers that are built in are not missed", () => {
  assert.equal(
    asked("drivers/net/bonding/bonding.ko", "fs/overlayfs/overlay.ko"),
    "overlay bonding",
  );
  assert.equal(asked("drivers/net/veth.ko.xz", "net/ipv6/ipv6.ko.zst"), "veth ipv6");
  assert.equal(asked("drivers/net/not_bonding.ko", "net/ipv6/ipv6_other.ko"), "");
});

Deno.test("iptables is the older one only where the kernel has ip_tables", () => {
  const mounts = (moduleList: string) =>
    guestFiles({ ...settings, moduleList })["fstab.root"] ?? "";
  assert.doesNotMatch(mounts("kernel/net/netfilter/nf_tables.ko:\n"), /xtables/);
  const there = ["/usr/sbin", "/usr/bin"].some((folder) => {
    try {
      return Deno.statSync(`${folder}/xtables-legacy-multi`).isFile;
    } catch {
      return false;
    }
  });
  const older = mounts("kernel/net/ipv4/netfilter/ip_tables.ko:\n");
  assert.equal(/xtables-legacy-multi .*xtables-nft-multi none bind/.test(older), there);
});
