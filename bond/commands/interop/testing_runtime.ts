/** For tests: what a container runtime needs of a node, and a network of two of its links. */

import assert from "node:assert/strict";
import { createLink, deleteLink, getLink, Rtnetlink, setLink } from "../../../netlink/mod.ts";

/** What a program said and how it ended. */
export interface Said {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a program to its end. */
export function run(
  program: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Said {
  const { code, stdout, stderr } = new Deno.Command(program, { args: [...args], env }).outputSync();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Runs a program that must succeed, and returns what it says on stdout. */
export function output(program: string, ...args: readonly string[]): string {
  const { code, stdout, stderr } = run(program, args);
  assert.equal(code, 0, `${program} ${args.join(" ")}: ${stderr}`);
  return stdout;
}

/** Mounts what a service manager would have: a kernel that was booted for tests has none of it. */
export function mountForRuntimes(): void {
  for (const [type, path] of [["cgroup2", "/sys/fs/cgroup"], ["mqueue", "/dev/mqueue"]] as const) {
    if (Deno.readTextFileSync("/proc/thread-self/mounts").includes(` ${path} `)) continue;
    Deno.mkdirSync(path, { recursive: true });
    output("mount", "-t", type, type, path);
  }
}

/** A link as iproute2 shows it. */
export interface ShownLink {
  ifname: string;
  master?: string;
  flags: string[];
  addr_info: { family: string; local: string }[];
}

/** The IPv4 addresses of a link. */
export function addressesOf(link: ShownLink | undefined): string[] {
  return link?.addr_info.filter(({ family }) => family === "inet").map(({ local }) => local) ?? [];
}

/** Two veth links of the host, whose far ends are up. Disposing it removes them. */
export class HostLinks implements Disposable {
  readonly names = ["pm1", "pm2"];

  constructor() {
    using rt = Rtnetlink.open();
    for (const name of this.names) {
      createLink(rt, { name, kind: "veth", veth: { peer: { name: `${name}far` } } });
      setLink(rt, getLink(rt, name).index, { mtu: 1600, alias: `uplink ${name}` });
      setLink(rt, getLink(rt, `${name}far`).index, { up: true });
    }
  }

  /** What ADD and DEL must not change; undefined for a link that is elsewhere. */
  look(): unknown[] {
    const links: Record<string, unknown>[] = JSON.parse(output("ip", "-j", "link"));
    return this.names.map((name) => {
      const link = links.find(({ ifname }) => ifname === name);
      return link && [link["address"], link["mtu"], link["flags"], link["ifalias"]];
    });
  }

  [Symbol.dispose](): void {
    using rt = Rtnetlink.open();
    for (const name of this.names) deleteLink(rt, getLink(rt, name).index);
  }
}

/** A configuration list whose first plugin bonds host links, with an address from 10.98.0.0/24. */
export function bondNetwork(
  links: readonly string[],
  ...others: readonly unknown[]
): Record<string, unknown> {
  const bond = {
    type: "bond",
    mode: "active-backup",
    miimon: 100,
    linksInContainer: false,
    links: links.map((name) => ({ name })),
    ipam: {
      type: "host-local",
      ranges: [[{ subnet: "10.98.0.0/24" }]],
      routes: [{ dst: "0.0.0.0/0" }],
    },
  };
  return { cniVersion: "1.0.0", name: "bond", plugins: [bond, ...others] };
}

/** Throws when the plugin has a record left, or host-local an address. */
export function assertNothingKept(): void {
  assert.equal(run("find", ["/var/lib/cni/bond", "-type", "f"]).stdout, "", "a record is left");
  assert.doesNotMatch(run("ls", ["/var/lib/cni/networks/bond"]).stdout, /10\.98\./);
}
