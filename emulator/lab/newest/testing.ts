/** An archive of Debian packages, signed, small, and on this machine: apt takes it as it takes any. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { exists } from "../../../cni/mod.ts";
import type { Source } from "./apt.ts";

const PROGRAM = "#!/bin/sh\necho 9.8.7\n";

/** The files of the packages, by their paths. */
const CONTENTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "user-mode-linux": {
    "usr/bin/linux.uml": PROGRAM,
    "usr/lib/uml/modules/9.8.7/modules.dep": "kernel/drivers/net/bonding/bonding.ko:\n",
  },
  "libc6": { "usr/share/doc/libc6/copyright": "LGPL\n" },
  "containernetworking-plugins": { "usr/lib/cni/host-local": PROGRAM },
  "containerd": { "usr/bin/containerd": PROGRAM },
};

/** What is wrong with an archive, or not. */
interface ArchiveOptions {
  version?: string;
  /** Until when its lists are to be used; for ever by default. */
  validUntil?: Date;
}

/** Makes an archive in `folder`, and the keys that it is signed with; returns where they are. */
export function makeArchive(
  folder: string,
  { version = "1.0", validUntil }: ArchiveOptions = {},
): Source {
  const root = join(folder, "archive");
  const lists = join(root, "dists/unstable");
  const index = "main/binary-amd64/Packages";
  Deno.mkdirSync(join(lists, "main/binary-amd64"), { recursive: true });
  const packages = Object.keys(CONTENTS).map((name) => makePackage(root, folder, name, version));
  Deno.writeTextFileSync(join(lists, index), packages.join("\n"));
  const { size } = Deno.statSync(join(lists, index));
  const release = [
    "Suite: unstable",
    `Date: ${new Date(Date.now() - 60_000).toUTCString()}`,
    ...(validUntil ? [`Valid-Until: ${validUntil.toUTCString()}`] : []),
    "Architectures: amd64",
    "Components: main",
    "SHA256:",
    ` ${sha256(join(lists, index))} ${size} ${index}`,
    "",
  ].join("\n");
  Deno.writeTextFileSync(join(lists, "Release"), release);
  const keyring = makeKeys(folder, "own");
  gpg(folder, "own", "--clearsign", "--output", join(lists, "InRelease"), join(lists, "Release"));
  return { mirror: `file://${root}`, suite: "unstable", keyring };
}

/** Makes keys of that name; returns the path of their public half. */
export function makeKeys(folder: string, name: string): string {
  const home = join(folder, `gpg-${name}`);
  const keyring = join(folder, `${name}.gpg`);
  if (exists(home)) return keyring;
  Deno.mkdirSync(home, { mode: 0o700 });
  gpg(folder, name, "--passphrase", "", "--quick-generate-key", name, "ed25519", "sign", "never");
  gpg(folder, name, "--output", keyring, "--export");
  return keyring;
}

/** Ends what gpg left running for keys of that folder. */
export function endKeys(folder: string): void {
  for (const { name } of Deno.readDirSync(folder)) {
    if (!name.startsWith("gpg-")) continue;
    mustRun("gpgconf", "--homedir", join(folder, name), "--kill", "all");
  }
}

function gpg(folder: string, name: string, ...args: string[]): void {
  mustRun("gpg", "--homedir", join(folder, `gpg-${name}`), "--batch", "--yes", "--quiet", ...args);
}

/** Returns what the list of packages says of it. */
function makePackage(root: string, folder: string, name: string, version: string): string {
  const tree = join(folder, "tree");
  const control = [
    `Package: ${name}`,
    `Version: ${version}`,
    "Architecture: amd64",
    "Maintainer: nobody <nobody@example.org>",
    "Description: for a test",
    "",
  ].join("\n");
  for (const [path, text] of Object.entries({ "DEBIAN/control": control, ...CONTENTS[name] })) {
    Deno.mkdirSync(join(tree, path, ".."), { recursive: true });
    Deno.writeTextFileSync(join(tree, path), text, { mode: 0o755 });
  }
  const file = `${name}_${version}_amd64.deb`;
  mustRun("dpkg-deb", "--root-owner-group", "--build", tree, join(root, file));
  Deno.removeSync(tree, { recursive: true });
  const { size } = Deno.statSync(join(root, file));
  return [
    control.trimEnd(),
    `Filename: ${file}`,
    `Size: ${size}`,
    `SHA256: ${sha256(join(root, file))}`,
    "",
  ].join("\n");
}

function sha256(path: string): string {
  return mustRun("sha256sum", path).split(" ")[0] ?? "";
}

function mustRun(program: string, ...args: string[]): string {
  const { success, stdout, stderr } = new Deno.Command(program, { args }).outputSync();
  assert.ok(success, `${program} ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout);
}
