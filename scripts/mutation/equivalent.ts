import type { Mutant } from "./mutants.ts";

/** A mutant that does the same as the code, or differs in nothing that matters. */
interface Equivalent {
  path: string;
  /** The line of the code, without the blanks around it. */
  source: string;
  /** What is changed in it, and into what. */
  before: string;
  after: string;
  reason: string;
}

/** The mutants that no test can, or need, notice. */
export const equivalents: readonly Equivalent[] = [
  {
    path: "bond/config/fields.ts",
    source: "if (entries.some(([, value]) => value === undefined)) return undefined;",
    before: "entries.some(([, value]) => value === undefined)",
    after: "false",
    reason:
      "a value that is wrong has been complained of, and nobody reads what is beside a complaint",
  },
  {
    path: "bond/restore/record.ts",
    source: "Deno.mkdirSync(folder.at(name), { recursive: true, mode: 0o700 });",
    before: "0o700",
    after: "449",
    reason: "who has it made keeps others out of it at once",
  },
  {
    path: "cni/configure.ts",
    source: "if ((route.scope ?? 0) >= RT_SCOPE_LINK) return undefined;",
    before: "0",
    after: "1",
    reason: "neither is such a scope",
  },
  {
    path: "cni/exec.ts",
    source: "const BUSY_PAUSE_MS = 1000;",
    before: "1000",
    after: "1001",
    reason: "a millisecond more or less of patience",
  },
  {
    path: "emulator/input/lint/bond_verdicts.ts",
    source: "if (!(error instanceof CniError)) throw error;",
    before: "!(error instanceof CniError)",
    after: "false",
    reason: "another error would be a defect of this very program, which nothing provokes",
  },
  {
    path: "bond/build/encoding.ts",
    source: 'if (option.value.type === "link") return indexOf(String(value)) ?? 0;',
    before: "0",
    after: "1",
    reason: "the plan has refused an option that names no link of the bond",
  },
  {
    path: "bond/build/host_use.ts",
    source: "const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = octets;",
    before: "0",
    after: "1",
    reason: "there are six octets",
  },
  {
    path: "bond/build/links.ts",
    source:
      "return listKernelFolder(`/sys/bus/pci/devices/${parentDevice.name}/physfn`).length > 0;",
    before: ">",
    after: ">=",
    reason: "the folder of a device has something in it",
  },
  {
    path: "bond/restore/collect.ts",
    source: 'detachUnrecorded(key, "", stateDir, { linkNames: [], linksInContainer: false }, log);',
    before: "false",
    after: "true",
    reason: "it says whose links in the container are, and without a path there is no container",
  },
  {
    path: "bond/restore/ties.ts",
    source: "const PASSING_FLAGS = 0x01 | 0x08 | 0x20 | 0x40 | 0x80;",
    before: "0x20",
    after: "33",
    reason: "the flag 0x01 is among them",
  },
  {
    path: "bond/restore/ties.ts",
    source: "const PASSING_FLAGS = 0x01 | 0x08 | 0x20 | 0x40 | 0x80;",
    before: "0x40",
    after: "65",
    reason: "the flag 0x01 is among them",
  },
  {
    path: "cni/settle.ts",
    source: "if (performance.now() >= deadline) {",
    before: ">=",
    after: ">",
    reason: "no moment is the very deadline",
  },
  {
    path: "emulator/input/chain/delegate.ts",
    source: "if (!(cause instanceof NetworkConfigError)) throw cause;",
    before: "!(cause instanceof NetworkConfigError)",
    after: "false",
    reason: "another error would be a defect of this very program, which nothing provokes",
  },
  {
    path: "emulator/input/chain/network_config.ts",
    source: "if (path === undefined || text === undefined) return undefined;",
    before: "||",
    after: "&&",
    reason: "both are there, or neither is",
  },
  {
    path: "bond/restore/detach.ts",
    source: "const POLL_INTERVAL_MS = 50;",
    before: "50",
    after: "51",
    reason: "a millisecond more or less of patience",
  },
  {
    path: "bond/build/carrier.ts",
    source: "const POLL_INTERVAL_MS = 10;",
    before: "10",
    after: "11",
    reason: "a millisecond more or less of patience",
  },
  {
    path: "cni/exec.ts",
    source: "const LET_GO_MS = 500;",
    before: "500",
    after: "501",
    reason: "a millisecond more or less of patience",
  },
  {
    path: "cni/exec.ts",
    source: "clearTimeout(this.#timer);",
    before: "clearTimeout(this.#timer)",
    after: "undefined",
    reason: "what it would end has ended by then",
  },
  {
    path: "cni/exec.ts",
    source: 'signal.removeEventListener("abort", cancel);',
    before: 'signal.removeEventListener("abort", cancel)',
    after: "undefined",
    reason: "a stream that is at its end is cancelled in vain",
  },
  {
    path: "cni/files.ts",
    source: "return isFile && ((mode ?? 0) & 0o111) !== 0;",
    before: "0",
    after: "1",
    reason: "on Linux every file has a mode",
  },
  {
    path: "cni/frames.ts",
    source: "sum += ((octets[i] ?? 0) << 8) | (octets[i + 1] ?? 0);",
    before: "0",
    after: "1",
    reason: "every index is one of an octet",
  },
  {
    path: "cni/runtime/call.ts",
    source: "new TextDecoder().decode(stdout).slice(0, 200),",
    before: "200",
    after: "201",
    reason: "an octet more or less of what cannot be read",
  },
  {
    path: "bond/restore/ties.ts",
    source: "const PASSING_FLAGS = 0x01 | 0x08 | 0x20 | 0x40 | 0x80;",
    before: "0x80",
    after: "129",
    reason: "the flag 0x01 is among them",
  },
  {
    path: "emulator/input/chain/network_config.ts",
    source: ".sort(([one], [other]) => one < other ? -1 : 1);",
    before: "1",
    after: "2",
    reason: "of the number its sign alone counts",
  },
  {
    path: "emulator/input/chain/node_links.ts",
    source: "...atLeast(Math.max(...same.map(({ mtu = 0 }) => mtu))),",
    before: "0",
    after: "1",
    reason: "neither is more than a link has by itself",
  },
  {
    path: "emulator/input/chain/node_links.ts",
    source:
      'return delegates.flatMap(pluginsOf).filter(({ type }) => type === "bond").flatMap((bond) => {',
    before: 'delegates.flatMap(pluginsOf).filter(({ type }) => type === "bond")',
    after: "delegates.flatMap(pluginsOf)",
    reason: "what is no bond has no links of one",
  },
];

/** Why a mutant need not be noticed; undefined when it must be. */
export function reasonFor(
  mutant: Mutant,
  among: readonly Equivalent[] = equivalents,
): string | undefined {
  return among.find(({ path, source, before, after }) =>
    path === mutant.path && source === mutant.source &&
    before === mutant.before && after === mutant.after
  )?.reason;
}
