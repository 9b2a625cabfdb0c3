/**
 * What calls of the executable cost as whole processes, against a program that does nothing and was
 * compiled in the same way: `deno task bench [--runs N]`. Runs are interleaved, so that a busy
 * machine is equally unfair to all. Calls that need a kernel run on one with bonding, where
 * User-mode Linux makes everything several times slower; compare within one table only.
 */
import { parseArgs } from "node:util";
import { join } from "node:path";
import { selectKernel } from "../emulator/lab/kernel/mod.ts";
import { build } from "./build.ts";
import { main } from "./main.ts";
import { type Call, measure } from "./measure.ts";
import { writeLine, writeOut } from "./output.ts";

const root = new URL("..", import.meta.url).pathname;
const bond = join(root, "dist", "bond");
const empty = join(root, "dist", "empty");

const config = {
  cniVersion: "1.0.0",
  name: "bond-net",
  type: "bond",
  mode: "active-backup",
  miimon: "100",
  failOverMac: 1,
  linksInContainer: true,
  links: [{ name: "net1" }, { name: "net2" }],
};

function cni(command: string, netns: string): Call {
  return {
    name: `${command}${netns === "/absent" ? " refused: no namespace" : ""}`,
    program: bond,
    env: {
      ...{ CNI_COMMAND: command, CNI_CONTAINERID: "benchmark", CNI_IFNAME: "bond0" },
      ...{ CNI_NETNS: netns, CNI_PATH: "/opt/cni/bin" },
    },
    stdin: (result) => {
      const prevResult = command === "CHECK" || command === "DEL" ? JSON.parse(result) : undefined;
      return JSON.stringify({ ...config, prevResult });
    },
    exitCode: netns === "/absent" ? 1 : 0,
  };
}

const nothing: Call = {
  name: "an empty program",
  program: empty,
  env: {},
  stdin: () => "",
  exitCode: 0,
};

/** The table of medians and minima, in ms. */
function table(calls: readonly Call[], durations: readonly number[][]): string {
  const medians = durations.map((values) => values.toSorted((a, b) => a - b))
    .map((values) => ({ median: values[values.length >> 1] ?? 0, least: values[0] ?? 0 }));
  const base = medians[0]?.median ?? 0;
  return [
    `${"ms per call".padEnd(28)}  median  over empty  minimum`,
    ...medians.map(({ median, least }, index) =>
      [
        (calls[index]?.name ?? "").padEnd(28),
        median.toFixed(1).padStart(8),
        (median - base).toFixed(1).padStart(12),
        least.toFixed(1).padStart(9),
      ].join("")
    ),
    "",
  ].join("\n");
}

/** Two links in a pod's namespace; each turn bonds them and gives them back. */
async function benchmarkInside(runs: number): Promise<number> {
  const setup = `ip netns add pod; for link in net1 net2; do
    ip link add $link netns pod type dummy; ip -n pod link set $link up; done`;
  await new Deno.Command("sh", { args: ["-ec", setup] }).output();
  const netns = "/run/netns/pod";
  const calls = [nothing, cni("ADD", netns), cni("CHECK", netns), cni("DEL", netns)];
  print(table(calls, await measure(calls, runs)));
  return 0;
}

/** A program that does nothing, built as the executable is. */
async function buildEmpty(): Promise<void> {
  const entry = await Deno.makeTempFile({ suffix: ".ts" });
  const denort = Deno.env.get("DENORT_BIN");
  await build({ denort, target: Deno.build.target, output: empty, entry });
  await Deno.remove(entry);
}

async function benchmark(runs: number): Promise<number> {
  await buildEmpty();
  writeLine("on this machine:");
  const calls = [nothing, cni("VERSION", ""), cni("ADD", "/absent")];
  print(table(calls, await measure(calls, runs)));
  const kernel = selectKernel("auto", writeLine);
  writeLine(`on a kernel with bonding (${kernel.provider}):`);
  const self = [Deno.execPath(), "run", "--allow-all", "--no-check", "--cached-only"];
  const { code } = await kernel.run(
    [...self, import.meta.filename ?? "", "--inside", "--runs", String(Math.ceil(runs / 3))],
    {
      stdout: (chunk) => writeOut(Deno.stdout, chunk),
      stderr: (chunk) => writeOut(Deno.stderr, chunk),
    },
  );
  return code;
}

function print(text: string): void {
  writeOut(Deno.stdout, new TextEncoder().encode(text));
}

const { values } = parseArgs({
  args: Deno.args.filter((arg) => arg !== "--"),
  options: {
    runs: { type: "string", default: "15" },
    inside: { type: "boolean", default: false },
  },
});
const runs = Number(values.runs);
await main(() => values.inside ? benchmarkInside(runs) : benchmark(runs));
