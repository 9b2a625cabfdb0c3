/** Namespaces and a witness for tests on a real kernel. */
import { createNetns, deleteNetns, Netns } from "./netns.ts";
import { Rtnetlink } from "./socket.ts";

let count = 0;

/** A network namespace of a test's own, with a socket to it. */
export class TestNetns implements Disposable {
  /** The name under /run/netns, as `ip -n` takes it. */
  readonly name: string;
  readonly netns: Netns;
  readonly rt: Rtnetlink;

  constructor() {
    this.name = `test-${Deno.pid}-${++count}`;
    createNetns(`/run/netns/${this.name}`);
    this.netns = Netns.open(`/run/netns/${this.name}`);
    this.rt = Rtnetlink.open({ netns: this.netns });
  }

  /** What iproute2 sees here: `ip("link", "show", "dev", "bond0")` is `ip -j -d -n NAME link show …`. */
  ip(...words: string[]): Record<string, unknown>[] {
    const { code, stdout, stderr } = new Deno.Command("ip", {
      args: ["-j", "-d", "-n", this.name, ...words],
    }).outputSync();
    const decoder = new TextDecoder();
    if (code !== 0) throw new Error(`ip ${words.join(" ")}: ${decoder.decode(stderr)}`);
    return JSON.parse(decoder.decode(stdout) || "[]");
  }

  [Symbol.dispose](): void {
    this.rt[Symbol.dispose]();
    this.netns[Symbol.dispose]();
    deleteNetns(`/run/netns/${this.name}`);
  }
}
