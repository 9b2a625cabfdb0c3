/** Two network namespaces with a cable between them, made with iproute2: an independent witness. */

import { Netns, Rtnetlink } from "../../netlink/mod.ts";

/** Runs `ip` and returns what it printed. Throws with what it complained about. */
export function ip(...args: string[]): string {
  const { success, stdout, stderr } = new Deno.Command("ip", { args }).outputSync();
  if (!success) throw new Error(`ip ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout);
}

/** One end of a cable: a namespace with one interface beside lo. */
export class End implements Disposable {
  readonly name: string;
  readonly netns: Netns;
  readonly rt: Rtnetlink;

  constructor(readonly ifname: string) {
    this.name = `cni-${crypto.randomUUID().slice(0, 8)}`;
    ip("netns", "add", this.name);
    this.netns = Netns.open(`/run/netns/${this.name}`);
    this.rt = Rtnetlink.open({ netns: this.netns });
  }

  /** Runs `ip` in this namespace. */
  ip(...args: string[]): string {
    return ip("-n", this.name, ...args);
  }

  /** Returns what `ip -j` says in this namespace. */
  json(...args: string[]): Record<string, unknown>[] {
    return JSON.parse(this.ip("-j", "-d", ...args) || "[]");
  }

  /** Returns, or sets, a file below /proc/sys/net. */
  setting(path: string, value?: string): string {
    return this.netns.run(() => {
      const file = `/proc/sys/net/${path}`;
      if (value !== undefined) Deno.writeTextFileSync(file, value);
      return Deno.readTextFileSync(file).trim();
    });
  }

  [Symbol.dispose](): void {
    this.rt[Symbol.dispose]();
    this.netns[Symbol.dispose]();
    ip("netns", "delete", this.name);
  }
}

/** A cable from interface `ifname` in namespace `near` to `peer0`, which is up, in namespace `far`. */
export class Wire implements Disposable {
  readonly near: End;
  readonly far: End;

  constructor(ifname = "eth0") {
    this.near = new End(ifname);
    this.far = new End("peer0");
    const { name } = this.far;
    this.near.ip("link", "add", ifname, "type", "veth", "peer", "name", "peer0", "netns", name);
    this.far.ip("link", "set", "peer0", "up");
  }

  [Symbol.dispose](): void {
    this.near[Symbol.dispose]();
    this.far[Symbol.dispose]();
  }
}
