/** For tests on the real kernel: a host, which is this process' namespace, and a container. */

import assert from "node:assert/strict";
import {
  attachmentVariables,
  callPluginHere,
  type FakePlugin,
  type PluginReply,
  replyObject,
} from "../cni/testing.ts";
import { isJsonObject, type JsonObject, type Plugin } from "../cni/mod.ts";
import {
  createLink,
  createNetns,
  deleteLink,
  deleteNetns,
  findLink,
  type Link,
  type LinkSpec,
  listLinks,
  Netns,
  Rtnetlink,
  setLink,
} from "../netlink/mod.ts";
import { bondPlugin } from "./commands/mod.ts";
import { listNetworks } from "./restore/mod.ts";
import { STATE_DIR } from "./state_dir.ts";
import { ownNode } from "./testing_node.ts";
import { essence, see, type Seen, type SeenLink } from "./testing_witness.ts";

export * from "./testing_witness.ts";

let worlds = 0;

/** A setting that the plugin takes and this kernel refuses: one it does not know yet, or not any more. */
export const REFUSED = parseInt(Deno.osRelease()) < 7
  ? { adSelect: "prio" }
  : { useCarrier: false };

/** The addresses of the links that `World.twoLinks` makes. */
export const MAC = ["02:00:00:00:01:01", "02:00:00:00:01:02"] as const;

/** How `World.call` calls the plugin. */
interface CallOptions {
  variables?: Record<string, string | undefined>;
  ipam?: FakePlugin;
  brokenStdout?: boolean;
  signal?: AbortSignal;
  plugin?: Plugin;
}

/** A container without anything but lo, and links on the host; disposing it removes both. */
export class World implements Disposable {
  readonly id: string;
  readonly netnsPath: string;
  /** An empty folder of the world's own. */
  readonly folder: string;
  readonly host: Rtnetlink;
  readonly container: Rtnetlink;
  readonly netns: Netns;
  readonly #number = ++worlds;
  readonly #node: Disposable;
  #hostLinks: string[] = [];

  constructor() {
    this.#node = ownNode();
    this.id = `w${crypto.randomUUID().slice(0, 8)}`;
    this.netnsPath = `/run/netns/${this.id}`;
    createNetns(this.netnsPath);
    this.folder = Deno.makeTempDirSync({ prefix: "bond-world-" });
    this.netns = Netns.open(this.netnsPath);
    this.host = Rtnetlink.open();
    this.container = Rtnetlink.open({ netns: this.netns });
  }

  /** Returns a name for a host link that no other world uses. */
  hostName(suffix: string): string {
    const name = `h${this.#number}${suffix}`;
    this.#hostLinks.push(name);
    return name;
  }

  /** Counts the host link `name` among this world's. */
  ownsHostLink(name: string): void {
    this.#hostLinks.push(name);
  }

  /** Creates a dummy; in the container, or on the host when `where` is "host". */
  dummy(
    name: string,
    spec: Partial<LinkSpec> = {},
    where: "host" | "container" = "container",
  ): Link {
    const rt = where === "host" ? this.host : this.container;
    createLink(rt, { kind: "dummy", ...spec, name });
    const link = findLink(rt, name);
    if (!link) throw new Error(`${name} was not created`);
    return link;
  }

  /** Creates net1, which is up, and net2 in the container. */
  twoLinks(): void {
    this.dummy("net1", { address: MAC[0], up: true });
    this.dummy("net2", { address: MAC[1] });
  }

  /** Creates a veth pair: `name` in the container, `peer` in the namespace of `where`. */
  veth(name: string, peer: string, options: { netns?: Netns; address?: string } = {}): void {
    const { address, netns = this.netns } = options;
    createLink(this.container, {
      name,
      kind: "veth",
      ...(address === undefined ? {} : { address }),
      veth: { peer: { name: peer, netns } },
    });
  }

  /** Returns the configuration of a bond over `links`, with `extra` keys. */
  config(links: readonly unknown[], extra: JsonObject = {}): JsonObject {
    return {
      cniVersion: "1.1.0",
      name: "bond-net",
      type: "bond",
      mode: "active-backup",
      miimon: 100,
      linksInContainer: true,
      links: links.map((link) => typeof link === "string" ? { name: link } : link),
      ...extra,
    };
  }

  /** Calls the plugin in this process, as a runtime would call it in its own. */
  call(command: string, config: JsonObject, options: CallOptions = {}): Promise<PluginReply> {
    return callPluginHere(options.plugin ?? bondPlugin, {
      variables: attachmentVariables(command, {
        CNI_CONTAINERID: this.id,
        CNI_NETNS: this.netnsPath,
        CNI_IFNAME: "bond0",
        CNI_PATH: options.ipam ? `${options.ipam.directory}:/usr/lib/cni` : "/usr/lib/cni",
        ...options.variables,
      }),
      stdin: config,
      ...(options.brokenStdout === undefined ? {} : { brokenStdout: options.brokenStdout }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
  }

  /** Calls the plugin and returns its result. Throws when it fails. */
  async succeed(command: string, config: JsonObject, options?: CallOptions): Promise<JsonObject> {
    const reply = await this.call(command, config, options);
    if (reply.exitCode !== 0) {
      throw new Error(`${command} failed: ${reply.stdout}\n${reply.stderr}`);
    }
    return reply.stdout === "" ? {} : replyObject(reply);
  }

  /** Calls the plugin and returns its error. Throws when it succeeds. */
  async fail(command: string, config: JsonObject, options?: CallOptions): Promise<PluginFailure> {
    const reply = await this.call(command, config, options);
    if (reply.exitCode === 0) throw new Error(`${command} succeeded: ${reply.stdout}`);
    const { code, msg, details = "" } = replyObject(reply);
    return { code: Number(code), msg: String(msg), details: String(details), stderr: reply.stderr };
  }

  /** Returns what iproute2 sees in the container. */
  see(what?: { routes?: boolean }): Promise<Seen> {
    return see(this.id, what);
  }

  /** Returns what iproute2 sees of this world's links on the host. */
  async seeHost(): Promise<SeenLink[]> {
    const { links } = await see();
    return links.filter(({ ifname }) => this.#hostLinks.includes(ifname));
  }

  /** Returns what iproute2 sees of a link in the container. */
  async seeLink(name: string): Promise<SeenLink> {
    const link = (await this.see()).links.find(({ ifname }) => ifname === name);
    if (!link) throw new Error(`${name} is absent`);
    return link;
  }

  /** Throws unless the container is as `before`, its essence, says, and there is no record. */
  async assertUntouched(before: JsonObject): Promise<void> {
    assert.deepEqual(essence((await this.see()).links), before);
    assert.deepEqual(this.records(), []);
  }

  /** Returns the names of the records that there are, of whatever world. */
  records(): string[] {
    return listNetworks(STATE_DIR).flatMap((network) =>
      Array.from(Deno.readDirSync(`${STATE_DIR}/${network}`), ({ name }) => name)
    );
  }

  up(name: string, up = true): void {
    const link = findLink(this.container, name);
    if (!link) throw new Error(`${name} is absent`);
    setLink(this.container, link.index, { up });
  }

  [Symbol.dispose](): void {
    for (const name of this.#hostLinks) {
      const link = findLink(this.host, name);
      if (link) deleteLink(this.host, link.index);
    }
    this.host[Symbol.dispose]();
    this.container[Symbol.dispose]();
    this.netns[Symbol.dispose]();
    deleteNetns(this.netnsPath);
    Deno.removeSync(this.folder, { recursive: true });
    this.#node[Symbol.dispose]();
  }
}

/**
 * Returns two links that are idle Ethernet hardware, of this namespace. In User-mode Linux vec0 and vec1 are
 * such devices; a machine of one's own needs two that are down.
 */
export function idleHardware(): [Link, Link] {
  using rt = Rtnetlink.open();
  const [first, second] = listLinks(rt)
    .filter(({ kind, type, up }) => kind === "" && type === 1 && !up);
  assert(first && second, "there are no two Ethernet devices that are down");
  return [first, second];
}

/** Returns the interfaces of a result. */
export function interfacesOf({ interfaces }: JsonObject): JsonObject[] {
  assert(Array.isArray(interfaces));
  return interfaces.filter(isJsonObject);
}

/** An error object, and what was logged beside it. */
interface PluginFailure {
  code: number;
  msg: string;
  details: string;
  stderr: string;
}
