/** apt with sources, keys and state of its own, so that an ordinary user can have it fetch. */

import { reasonOf } from "../../input/words/mod.ts";

/** Where packages come from. */
export interface Source {
  /** Of a Debian archive. */
  mirror: string;
  /** Of the archive, such as "unstable". */
  suite: string;
  /** Path of the keys that its lists must be signed with. */
  keyring: string;
}

/** Where the newest packages are. */
export const DEFAULT_SOURCE: Source = {
  mirror: "http://deb.debian.org/debian",
  suite: "unstable",
  keyring: "/usr/share/keyrings/debian-archive-keyring.gpg",
};

/** Something could not be fetched; the message says what to do. */
export class FetchError extends Error {
  override readonly name = "FetchError";
}

/** The folders that apt wants in a folder that it keeps its state in. */
export const APT_FOLDERS: readonly string[] = [
  ...["etc/sources.list.d", "etc/preferences.d", "etc/apt.conf.d"],
  ...["lists/partial", "cache/archives/partial", "log"],
];

/** Settings of the machine's apt that say how archives are reached and what of them is believed. */
const INHERITED = /^Acquire::(https?|Check-Valid-Until|Check-Date|Max-ValidTime|Retries|ForceIPv)/;

/**
 * The configuration of an apt that lives in `folder`.
 * @param machine What `apt-config dump` says: how this machine reaches archives holds here, too.
 */
export function aptConfiguration(folder: string, machine: string): string {
  const inherited = machine.split("\n").filter((line) => INHERITED.test(line));
  return [
    ...inherited,
    `Dir::Etc "${folder}/etc";`,
    `Dir::Etc::Trusted "/dev/null";`,
    `Dir::Etc::TrustedParts "/dev/null";`,
    `Dir::State "${folder}";`,
    `Dir::State::Lists "${folder}/lists";`,
    `Dir::State::status "${folder}/status";`,
    `Dir::Cache "${folder}/cache";`,
    `Dir::Log "${folder}/log";`,
    `APT::Architecture "amd64";`,
    `APT::Architectures {"amd64";};`,
    // As an ordinary user apt cannot become another one.
    `APT::Sandbox::User "";`,
    // Without it apt ends well when it reaches nobody.
    `APT::Update::Error-Mode "any";`,
    `Acquire::Languages "none";`,
    `Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";`,
    "",
  ].join("\n");
}

/** The source in the form of sources.list(5), deb822. */
export function aptSource({ mirror, suite, keyring }: Source): string {
  return [
    "Types: deb",
    `URIs: ${mirror}`,
    `Suites: ${suite}`,
    "Components: main",
    "Architectures: amd64",
    `Signed-By: ${keyring}`,
    "",
  ].join("\n");
}

/** What apt, dpkg or the system say when something fails, and what to do. */
const failures: readonly { said: RegExp; means: (source: Source) => string }[] = [
  {
    said: /No space left on device|You don't have enough free space|Disk quota exceeded/,
    means: () => "the disk is full: about 500 MB are needed while packages are unpacked",
  },
  {
    said: /is expired|Valid-Until|is not valid yet/,
    means: ({ mirror }) =>
      `the lists of ${mirror} are older than their signature allows: name a fresher mirror with ` +
      "--mirror, or take them nevertheless with --accept-old-lists",
  },
  {
    said: /NO_PUBKEY|is not signed|invalid signature|BADSIG|Missing key|signatures couldn't be/,
    means: ({ mirror, keyring }) =>
      `the lists of ${mirror} are not signed with a key in ${keyring}: nothing of them was taken; ` +
      "install the package debian-archive-keyring, or name the keys with --keyring",
  },
  {
    said: /Hash Sum mismatch|unexpected size/,
    means: ({ mirror }) =>
      `what ${mirror} sent is not what its lists say: nothing of it was taken; try again later, or ` +
      "name another mirror with --mirror",
  },
  {
    said:
      /Temporary failure resolving|Could not resolve|Could not connect|Failed to fetch|Unable to connect|timed out/,
    means: ({ mirror }) =>
      `${mirror} cannot be reached: where there is another way to it, name a mirror with --mirror, ` +
      "or set http_proxy",
  },
];

/** Returns why fetching failed and what to do about it, given what was said. */
export function explainFailure(said: string, source: Source): string {
  const known = failures.find((failure) => failure.said.test(said))?.means(source);
  const lines = said.split("\n").filter((line) => /^[EW]:|rror/.test(line)).slice(0, 3);
  return known ?? `apt could not fetch the packages: ${lines.join(" ") || said.trim()}`;
}

/** Runs a program to its end, and returns what it says on stdout. Throws FetchError when it fails. */
export async function output(
  command: readonly string[],
  source: Source,
  options: { cwd: string; env?: Record<string, string>; signal?: AbortSignal | undefined },
): Promise<string> {
  const [program = "", ...args] = command;
  const { signal, ...rest } = options;
  let result: Deno.CommandOutput;
  try {
    result = await new Deno.Command(program, {
      args,
      ...rest,
      stdin: "null",
      ...(signal ? { signal } : {}),
    }).output();
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    throw new FetchError(`${program} cannot be run: ${reasonOf(cause)}`, { cause });
  }
  signal?.throwIfAborted();
  const [stdout = "", stderr = ""] = [result.stdout, result.stderr]
    .map((bytes) => new TextDecoder().decode(bytes));
  if (!result.success) throw new FetchError(explainFailure(`${stderr}${stdout}`, source));
  return stdout;
}
