/** A runtime among fake plugins. */

import assert from "node:assert/strict";
import { CniError } from "../../errors.ts";
import type { JsonObject } from "../../json.ts";
import { FakePlugin } from "../../testing.ts";
import { cachePath } from "../cache.ts";
import { type Network, type NetworkList, parseNetwork, parseNetworkList } from "../network_list.ts";
import type { ExecRecord, Runtime } from "../runtime.ts";

/** An attachment whose namespace does not matter. */
export const ATTACHMENT = { containerId: "c1", netns: "/run/netns/x", ifname: "eth0" };

/** Returns a result with one address. */
export function resultOf(address: string): JsonObject {
  return { cniVersion: "1.1.0", ips: [{ address }] };
}

/** Three fake plugins, a runtime that finds them, and lists made of them. */
export class Bench implements Disposable {
  readonly a = new FakePlugin("a").reply("ADD", { stdout: resultOf("10.0.0.1/24") });
  readonly b = new FakePlugin("b").reply("ADD", { stdout: resultOf("10.0.0.2/24") });
  readonly c = new FakePlugin("c").reply("ADD", { stdout: resultOf("10.0.0.3/24") });
  readonly cacheDir = `${this.a.directory}/cache`;
  readonly records: ExecRecord[] = [];
  readonly runtime: Runtime = {
    path: [this.a.directory, this.b.directory, this.c.directory],
    cacheDir: this.cacheDir,
    environment: { PATH: Deno.env.get("PATH") ?? "", CNI_NETNS: "stale", CNI_OWN: "kept" },
    onExec: (record) => this.records.push(record),
  };

  list(changes: Record<string, unknown> = {}): NetworkList {
    const plugins = [{ type: "a", x: { y: 1 } }, { type: "b" }, { type: "c" }];
    const json = { name: "net", cniVersion: "1.1.0", plugins, ...changes };
    return parseNetworkList(new TextEncoder().encode(JSON.stringify(json)));
  }

  network(changes: Record<string, unknown> = {}): Network {
    const json = { name: "net", cniVersion: "1.1.0", type: "a", ...changes };
    return parseNetwork(new TextEncoder().encode(JSON.stringify(json)));
  }

  /** The commands so far in the order they ran: "ADD a". */
  ran(): string[] {
    return this.records.splice(0).map(({ command, type }) => `${command} ${type}`);
  }

  cached(attachment = ATTACHMENT): boolean {
    try {
      return Deno.statSync(cachePath(this.cacheDir, "net", attachment)).isFile;
    } catch {
      return false;
    }
  }

  [Symbol.dispose](): void {
    for (const plugin of [this.a, this.b, this.c]) plugin[Symbol.dispose]();
  }
}

/** Returns the error of `work`. Throws when there is none. */
export async function failure(work: Promise<unknown>): Promise<CniError> {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof CniError, String(error));
    return error;
  }
  assert.fail("it succeeded");
}

/** Returns the configuration of the last call of `plugin`. */
export function stdinOf(plugin: FakePlugin): JsonObject {
  return JSON.parse(plugin.calls().at(-1)?.stdin ?? "");
}

/** Returns the variables of the last call of `plugin`. */
export function variablesOf(plugin: FakePlugin): Record<string, string> {
  return plugin.calls().at(-1)?.variables ?? {};
}
