/** For tests of what Multus does: pods whose networks are served by one fake plugin. */

import { FakePlugin } from "../../../cni/testing.ts";
import type { Delegate, PodChain } from "../../input/model.ts";
import type { Multus } from "./multus.ts";

/** No plugin of these tests looks into it. */
export const NETNS = "/run/netns/absent-in-tests";

/** A pod whose networks are served by one fake plugin, and what Multus does for it. */
export class Stage implements Disposable {
  readonly plugin = new FakePlugin("fake");
  readonly directory = Deno.makeTempDirSync({ prefix: "multus-" });
  readonly present = new Set<string>();
  readonly calls: string[] = [];
  readonly multus: Multus = {
    directory: `${this.directory}/multus`,
    runtime: { path: [this.plugin.directory] },
    onExec: ({ command, ifname, type }, { network }) => {
      this.calls.push(`${command} ${network} ${ifname}${type === "fake" ? "" : ` ${type}`}`);
    },
    hasInterface: (_netns, ifname) => this.present.has(ifname),
  };

  constructor(readonly chain: PodChain) {
    this.plugin.reply("ADD", { stdout: { cniVersion: "1.0.0", interfaces: [{ name: "x" }] } });
  }

  get files(): string[] {
    return [...Deno.readDirSync(this.multus.directory)].filter(({ isFile }) => isFile)
      .map(({ name }) => name);
  }

  [Symbol.dispose](): void {
    this.plugin[Symbol.dispose]();
    Deno.removeSync(this.directory, { recursive: true });
  }
}

/** Returns the delegate of a network that the fake plugin serves. */
export function delegate(ifname: string, config: Record<string, unknown> = {}): Delegate {
  const name = `${ifname}-net`;
  return {
    network: `default/${name}`,
    cniName: name,
    kind: "plugins" in config ? "conflist" : "conf",
    config: { cniVersion: "1.0.0", name, type: "fake", ...config },
    ifname,
    master: ifname === "eth0",
    ...(ifname === "eth0" ? { configured: true } : {}),
    runtimeConfig: {},
    cniArgs: [["IgnoreUnknown", "true"]],
    addArgs: [],
  };
}

/** Returns the chain of a pod with these delegates. */
export function chain(...delegates: Delegate[]): PodChain {
  return {
    pod: { namespace: "default", name: "p", uid: "u-1" },
    containerId: "c1",
    delegates,
    devices: {},
    environment: {},
  };
}

/** Returns the chain of a pod with eth0, net1 and net2. */
export const threeNetworks = (): PodChain =>
  chain(delegate("eth0"), delegate("net1"), delegate("net2"));

/** Makes the plugin fail a command for one interface only. */
export function failFor(plugin: FakePlugin, command: string, ifname: string, msg = "no"): void {
  const script = Deno.readTextFileSync(plugin.path);
  const error = JSON.stringify({ code: 100, msg, details: "try later" });
  Deno.writeTextFileSync(
    plugin.path,
    script.replace(
      "[ -d ",
      `if [ "$CNI_COMMAND $CNI_IFNAME" = '${command} ${ifname}' ]; then echo '${error}'; exit 1; fi\n[ -d `,
    ),
  );
}
