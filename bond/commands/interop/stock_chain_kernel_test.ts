/** Lists of plugins in which the bond is followed by stock ones of /usr/lib/cni (1.1.1, CNI 1.0.0). */

import assert from "node:assert/strict";
import {
  addNetworkList,
  checkNetworkList,
  delNetworkList,
  parseNetworkList,
  type Runtime,
} from "../../../cni/mod.ts";
import { pluginCommand } from "../../../cni/testing.ts";
import { type Seen, World } from "../../testing.ts";

/** A container with two links, and a runtime whose `bond` is the executable. */
class Chain implements Disposable {
  readonly world = new World();
  readonly #directory = Deno.makeTempDirSync();
  readonly runtime: Runtime;

  constructor() {
    for (const name of ["net1", "net2"]) {
      this.world.dummy(name, { mtu: 1600, up: name === "net1" });
    }
    const [program = "", ...args] = pluginCommand();
    Deno.writeTextFileSync(
      `${this.#directory}/bond`,
      `#!/bin/sh\nexec ${[program, ...args].join(" ")}\n`,
      { mode: 0o755 },
    );
    this.runtime = {
      path: [this.#directory, "/usr/lib/cni"],
      cacheDir: `${this.#directory}/cache`,
    };
  }

  /** ADD, CHECK, what `look` finds, DEL; then everything must be as it was. */
  async run(
    plugins: readonly Record<string, unknown>[],
    look: (seen: Seen) => void,
  ): Promise<void> {
    const { world, runtime } = this;
    const before = linksOf(await world.see());
    const bond = {
      ...world.config(["net1", "net2"]),
      ipam: {
        type: "host-local",
        subnet: "10.97.0.0/24",
        routes: [{ dst: "0.0.0.0/0" }],
        dataDir: `${this.#directory}/ipam`,
      },
    };
    const text = JSON.stringify({
      cniVersion: "1.0.0",
      name: "bond-net",
      plugins: [bond, ...plugins],
    });
    const list = parseNetworkList(new TextEncoder().encode(text));
    const attachment = { containerId: world.id, netns: world.netnsPath, ifname: "bond0" };
    await addNetworkList(runtime, list, attachment);
    await checkNetworkList(runtime, list, attachment);
    look(await world.see());
    await delNetworkList(runtime, list, attachment);
    assert.deepEqual(linksOf(await world.see()), before);
    assert.deepEqual(
      [...Deno.readDirSync(`${this.#directory}/ipam/bond-net`)].map(({ name }) => name)
        .filter((name) => name.startsWith("10.97.")),
      [],
    );
  }

  [Symbol.dispose](): void {
    this.world[Symbol.dispose]();
    Deno.removeSync(this.#directory, { recursive: true });
  }
}

/** What DEL restores of links. */
function linksOf({ links }: Seen): unknown[] {
  return links.map(({ ifname, address, mtu, flags, master }) => [
    ifname,
    address,
    mtu,
    flags.includes("UP"),
    master,
  ]);
}

Deno.test("bond then tuning: the bond gets the MTU, and everything is given back", async () => {
  using chain = new Chain();
  await chain.run([{ type: "tuning", mtu: 1400 }], ({ links }) => {
    assert.equal(links.find(({ ifname }) => ifname === "bond0")?.mtu, 1400);
  });
});

Deno.test("bond then sbr: the bond's routes move to a table of their own", async () => {
  using chain = new Chain();
  const defaultRoutes = (table: string) => {
    const args = ["-n", chain.world.id, "route", "show", "default", "table", table];
    return new TextDecoder().decode(new Deno.Command("ip", { args }).outputSync().stdout);
  };
  await chain.run([{ type: "sbr" }], () => {
    assert.equal(defaultRoutes("main"), "");
    assert.match(defaultRoutes("all"), /^default via 10\.97\.0\.1 dev bond0 table \d+/);
  });
});
