/** For tests on the real kernel: what iproute2, which shares no code with us, sees of it. */

import { isJsonObject, type JsonObject } from "../cni/mod.ts";
import { enterOwnMounts } from "./testing_node.ts";

/** A link as `ip -j -d link` and `ip -j addr` describe it. */
export interface SeenLink {
  ifname: string;
  ifindex: number;
  flags: string[];
  mtu: number;
  address: string;
  operstate: string;
  master?: string;
  ifalias?: string;
  linkinfo?: {
    info_kind?: string;
    info_data?: Record<string, unknown>;
    info_slave_kind?: string;
    info_slave_data?: Record<string, unknown>;
  };
  addr_info?: { family: string; local: string; prefixlen: number; tentative?: boolean }[];
}

/** A route as `ip -j route` describes it. */
interface SeenRoute {
  dst: string;
  gateway?: string;
  dev: string;
  metric?: number;
  scope?: string;
}

/** What iproute2, which shares no code with us, sees in a namespace. */
export interface Seen {
  links: SeenLink[];
  routes: SeenRoute[];
}

/**
 * Returns what iproute2 sees in the persistent namespace `name`, or in this process'. One process for
 * the links, which are slow to start in User-mode Linux, and two for the routes if they are wanted.
 */
export async function see(name?: string, what: { routes?: boolean } = {}): Promise<Seen> {
  const namespace = name === undefined ? [] : ["-n", name];
  const links = await ip([...namespace, "-d", "addr"]);
  const families = what.routes ? ["-4", "-6"] : [];
  const routes = await Promise.all(
    families.map((family) => ip([...namespace, family, "route", "show", "table", "all"])),
  );
  // iproute2's own output, of which the types name what the tests look at.
  return { links: links as unknown as SeenLink[], routes: routes.flat() as unknown as SeenRoute[] };
}

/** Returns the objects that `ip -j` prints. */
async function ip(args: readonly string[]): Promise<JsonObject[]> {
  const text = await witness.run(["ip", "-j", ...args].join(" "));
  const list: unknown = JSON.parse(text.trim() === "" ? "[]" : text);
  // iproute2 prints an empty object for what a filter hides.
  return Array.isArray(list)
    ? list.filter(isJsonObject).filter((item) => Object.keys(item).length > 0)
    : [];
}

/**
 * A shell that lives as long as this process: in User-mode Linux a process as large as this one
 * takes long to start another, and a small one does not.
 */
class Shell {
  readonly #writer;
  readonly #reader;
  #queue: Promise<unknown> = Promise.resolve();

  constructor() {
    // It sees what is mounted for the tests.
    enterOwnMounts();
    const child = new Deno.Command("sh", { stdin: "piped", stdout: "piped", stderr: "inherit" })
      .spawn();
    this.#writer = child.stdin.getWriter();
    this.#reader = child.stdout.getReader();
  }

  /** Returns what `command` writes to stdout. One command runs at a time. */
  run(command: string): Promise<string> {
    const output = this.#queue.then(() => this.#exchange(command));
    this.#queue = output.catch(() => {});
    return output;
  }

  async #exchange(command: string): Promise<string> {
    await this.#writer.write(new TextEncoder().encode(`${command} </dev/null; echo ${END} $?\n`));
    const decoder = new TextDecoder();
    for (let text = "";;) {
      const { value, done } = await this.#reader.read();
      if (done) throw new Error(`the shell ended in ${command}`);
      text += decoder.decode(value, { stream: true });
      const end = text.lastIndexOf(END);
      if (end < 0 || !text.endsWith("\n")) continue;
      const status = text.slice(end + END.length).trim();
      if (status !== "0") throw new Error(`${command} ended with status ${status}`);
      return text.slice(0, end);
    }
  }
}

const END = "--end of the command--";

/** Runs commands outside of this program. */
export const witness = new Shell();

/** Returns what an attachment must leave as it was: name, MAC, MTU, up or down, alias, master. */
export function essence(links: readonly SeenLink[]): JsonObject {
  return Object.fromEntries(links.map((link) => [link.ifname, {
    mac: link.address,
    mtu: link.mtu,
    up: link.flags.includes("UP"),
    alias: link.ifalias ?? "",
    master: link.master ?? "",
    kind: link.linkinfo?.info_kind ?? "",
  }]));
}
