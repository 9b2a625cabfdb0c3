/** For tests of what the program survives: the program as a process, and the state that it must leave. */

import assert from "node:assert/strict";
import type { JsonObject } from "../../cni/mod.ts";
import {
  attachmentVariables,
  callExecutable,
  pluginCommand,
  type PluginReply,
} from "../../cni/testing.ts";
import { essence, MAC, World } from "../testing.ts";

/** Whether all is tried, as at night (`deno task nightly`), or a sample, as in every test run. */
export const isNight = Deno.env.get("NIGHTLY") === "1";

/** Where the links of a bond come from, and whether a plugin gives it addresses. */
export interface Kind {
  from: "host" | "container";
  ipam: boolean;
}

/** All of them. */
export const KINDS: readonly Kind[] = (["host", "container"] as const).flatMap((from) =>
  [false, true].map((ipam) => ({ from, ipam }))
);

/** Returns a kind in words. */
export function nameOf({ from, ipam }: Kind): string {
  return `links of the ${from}, ${ipam ? "with" : "without"} host-local`;
}

/** How long an IPAM plugin whose caller was killed may still work, in milliseconds. */
const ORPHAN_MS = 700;

/** A container, links for a bond in it, and the program, which serves each call in a process of its own. */
export class Subject implements Disposable {
  readonly world = new World();
  readonly config: JsonObject;
  readonly #kind: Kind;
  readonly #dataDir: string;

  constructor(kind: Kind) {
    this.#kind = kind;
    const { world } = this;
    this.#dataDir = `${world.folder}/addresses`;
    const names = kind.from === "host"
      ? [world.hostName("a"), world.hostName("b")]
      : ["net1", "net2"];
    for (const [i, name] of names.entries()) {
      world.dummy(name, { address: MAC[i] ?? "", up: i === 0, mtu: 3000 - i }, kind.from);
    }
    this.config = world.config(names, {
      cniVersion: "1.0.0",
      linksInContainer: kind.from === "container",
      ...(kind.ipam
        ? {
          ipam: {
            type: "host-local",
            dataDir: this.#dataDir,
            ranges: [[{ subnet: "192.0.2.0/24" }]],
          },
        }
        : {}),
    });
  }

  /** Calls the program; `before` are the words of a command that runs it, such as strace. */
  call(command: string, before: readonly string[] = []): Promise<PluginReply> {
    const { world } = this;
    return callExecutable([...before, ...pluginCommand()], {
      variables: attachmentVariables(command, {
        CNI_CONTAINERID: world.id,
        CNI_NETNS: world.netnsPath,
        CNI_IFNAME: "bond0",
      }),
      stdin: command === "GC"
        ? { ...this.config, cniVersion: "1.1.0", "cni.dev/valid-attachments": [] }
        : this.config,
    });
  }

  /** Calls the program. Throws when it fails. */
  async succeed(command: string): Promise<void> {
    const { exitCode, stdout, stderr } = await this.call(command);
    assert.equal(exitCode, 0, `${command}: ${stdout} ${stderr}`);
  }

  /** Waits until an IPAM plugin whose caller was killed has ended. */
  async settle(): Promise<void> {
    if (this.#kind.ipam) await new Promise((resolve) => setTimeout(resolve, ORPHAN_MS));
  }

  /** Everything that an attachment can change. */
  async snapshot(): Promise<JsonObject> {
    const [inside, host] = [await this.world.see(), await this.world.seeHost()];
    return {
      inside: essence(inside.links),
      host: essence(host),
      addresses: this.#reserved(),
      records: this.world.records(),
    };
  }

  #reserved(): string[] {
    try {
      return Array.from(Deno.readDirSync(`${this.#dataDir}/bond-net`), ({ name }) => name)
        .filter((name) => /^\d/.test(name));
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return [];
      throw error;
    }
  }

  [Symbol.dispose](): void {
    this.world[Symbol.dispose]();
  }
}

/** A system call of the program's own thread: the `when`-th of that name. */
export interface Point {
  name: string;
  when: number;
}

/** System calls that change something, or belong to a change: requests to the kernel, records, locks, namespaces. */
const TELLING_CALLS =
  "sendto,recvfrom,setns,flock,write,fsync,?mkdir,?mkdirat,?rename,?renameat,?unlink,?unlinkat";

/**
 * All that is written but records, and received but from the kernel: the answer, and what the runtime tells its
 * threads and hears of a child that it has started, which no kernel refuses, and for which it waits for ever.
 */
const OTHERS = /^(write\((?!\d+, "\{\\"version)|recvfrom\((?!\d+, \[?\{nlmsg_len))/;

/** Returns the points of a call that succeeds, in their order. */
export async function pointsOf(subject: Subject, command: string): Promise<Point[]> {
  const file = Deno.makeTempFileSync();
  const { exitCode, stdout, stderr } = await subject.call(command, [
    "strace",
    "--quiet=all",
    `--output=${file}`,
    `--trace=${TELLING_CALLS}`,
  ]);
  assert.equal(exitCode, 0, stdout + stderr);
  const counts = new Map<string, number>();
  const lines = Deno.readTextFileSync(file).split("\n");
  Deno.removeSync(file);
  return lines.flatMap((line) => {
    const name = /^\w+(?=\()/.exec(line)?.[0];
    if (name === undefined) return [];
    const when = (counts.get(name) ?? 0) + 1;
    counts.set(name, when);
    return OTHERS.test(line) ? [] : [{ name, when }];
  });
}

/** Returns the words that have strace do `what` at a point, such as "signal=KILL" or "error=EIO". */
export function injecting({ name, when }: Point, what: string): string[] {
  return [
    "strace",
    "--quiet=all",
    "--output=/dev/null",
    `--trace=${name}`,
    `--inject=${name}:${what}:when=${when}`,
  ];
}

/** Returns all of `items` at night, and by day every `step`-th from `first` on. */
export function sample<T>(items: readonly T[], step: number, first: number): T[] {
  return isNight ? [...items] : items.filter((_, i) => i % step === first % step);
}

/** Writes a figure into what the tests print, for `docs/reliability.md`. */
export function tell(figure: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`  ${figure}\n`));
}
