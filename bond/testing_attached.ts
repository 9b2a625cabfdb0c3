/** For tests of DEL: an attachment that has been made. */

import type { JsonObject } from "../cni/mod.ts";
import type { FakePlugin } from "../cni/testing.ts";
import { essence, MAC, type World } from "./testing.ts";

/** Makes a bond over two links of the container. Returns its configuration, and what was before. */
export async function attached(
  world: World,
  extra: JsonObject = {},
  ipam?: FakePlugin,
): Promise<{ config: JsonObject; before: JsonObject }> {
  world.dummy("net1", { address: MAC[0], up: true, mtu: 2000 });
  world.dummy("net2", { address: MAC[1], mtu: 1600 });
  const before = essence((await world.see()).links);
  const config = world.config(["net1", "net2"], { mtu: 1400, ...extra });
  await world.succeed("ADD", config, ipam ? { ipam } : {});
  return { config, before };
}
