/**
 * What calls of the executable cost as whole processes, against a program that does nothing and was
 * compiled in the same way, and against a stock plugin in Go: `deno task bench [--runs N] [--json FILE]`.
 * Runs are interleaved, so that a busy machine is equally unfair to all. Calls that need a kernel run on
 * one with bonding, where User-mode Linux makes everything several times slower; compare within one
 * table only.
 */
import { parseArgs } from "node:util";
import { join } from "node:path";
import { selectKernel } from "../emulator/lab/kernel/mod.ts";
import { build } from "./build.ts";
import { readByCommand } from "./loaded.ts";
import { main } from "./main.ts";
import { type Call, measure, median } from "./measure.ts";
import { writeLine, writeOut } from "./output.ts";

const root = new URL("..", import.meta.url).pathname;
const bond = join(root, "dist", "bond");
const empty = join(root, "dist", "empty");

/** A stock plugin in Go, for comparison. */
const stock = "/usr/lib/cni/macvlan";

const config = {
  cniVersion: "1.1.0",
  name: "bond-net",
  type: "bond",
  mode: "active-backup",
  miimon: "100",
  failOverMac: 1,
  linksInContainer: true,
  links: [{ name: "net1" }, { name: "net2" }],
};
const macvlan = { cniVersion: "1.0.0", name: "macvlan-net", type: "macvlan", master: "parent" };

/** One call of a plugin, with the result of an earlier one where the command takes that. */
function cni(
  command: string,
  netns: string,
  { name = command, program = bond, json = config as Record<string, unknown>, exitCode = 0 } = {},
): Call {
  return {
    name,
    program,
    env: {
      ...{ CNI_COMMAND: command, CNI_CONTAINERID: "benchmark", CNI_IFNAME: "bond0" },
      ...{ CNI_NETNS: netns, CNI_PATH: "/opt/cni/bin" },
    },
    stdin: (result) => {
      const takesResult = (command === "CHECK" || command === "DEL") && result !== "";
      return JSON.stringify(takesResult ? { ...json, prevResult: JSON.parse(result) } : json);
    },
    exitCode,
  };
}

const nothing: Call = {
  name: "an empty program",
  program: empty,
  env: {},
  stdin: () => "",
  exitCode: 0,
};

/** What a call took, in the middle of its runs. */
interface Row {
  name: string;
  medianMs: number;
  overEmptyMs: number;
  leastMs: number;
  peakMib: number;
  overEmptyMib: number;
}

/** Measures calls, the first of which is the one that the others are compared with. */
async function rowsOf(calls: readonly Call[], runs: number): Promise<Row[]> {
  const times = await measure(calls, runs);
  const peaks = await measure(calls, Math.ceil(runs / 5), { peaks: true });
  const plain = calls.map(({ name }, i) => ({
    name,
    medianMs: median(times[i]?.map(({ ms }) => ms) ?? []),
    leastMs: Math.min(...times[i]?.map(({ ms }) => ms) ?? []),
    peakMib: median(peaks[i]?.map(({ peakKib = 0 }) => peakKib / 1024) ?? []),
  }));
  const [base] = plain;
  return plain.map((row) => ({
    ...row,
    overEmptyMs: row.medianMs - (base?.medianMs ?? 0),
    overEmptyMib: row.peakMib - (base?.peakMib ?? 0),
  }));
}

function table(rows: readonly Row[]): string {
  const numbers = (
    row: Row,
  ) => [row.medianMs, row.overEmptyMs, row.leastMs, row.peakMib, row.overEmptyMib];
  return [
    `${"".padEnd(32)} median ms  over empty  least ms  peak MiB  over empty`,
    ...rows.map((row) =>
      row.name.padEnd(32) +
      numbers(row).map((n, i) => n.toFixed(1).padStart(i % 2 ? 12 : 10)).join("")
    ),
    "",
  ].join("\n");
}

/** What calls ask of the kernel, as NETLINK_TRACE tells it. */
interface Traffic {
  name: string;
  /** Datagrams. */
  sends: number;
  /** Messages in them. */
  requests: number;
  /** Octets of the messages that came back, with headers. */
  received: number;
}

const HEADER = 16;

async function trafficOf(calls: readonly Call[]): Promise<Traffic[]> {
  const traced = calls.map((call) => ({ ...call, env: { ...call.env, NETLINK_TRACE: "1" } }));
  const samples = await measure(traced, 1);
  return calls.map(({ name }, i) => {
    const lines = (samples[i]?.[0]?.stderr ?? "").split("\n");
    const sends = lines.filter((line) => line.startsWith("netlink → ")).length;
    const more = lines.filter((line) => line.startsWith("netlink + ")).length;
    const octets = lines.filter((line) => line.startsWith("netlink ← "))
      .map((line) => HEADER + (line.split(" ").at(-1)?.length ?? 0) / 2);
    const received = octets.reduce((sum, n) => sum + n, 0);
    return { name, sends, requests: sends + more, received };
  });
}

/** The processor's time of calls at once, and of the same ones one after another, each. */
interface AtOnce {
  calls: number;
  cpuMsEach: number;
  cpuMsOfOne: number;
}

/** What is measured where there is a kernel with bonding. */
interface Inside {
  calls: Row[];
  traffic: Traffic[];
  stock: Row[];
  atOnce: AtOnce;
}

const PODS = 32;

/** Two links in each pod's namespace; each turn bonds them and gives them back. */
async function benchmarkInside(runs: number): Promise<number> {
  const setup = `ip link add parent type dummy; ip link set parent up
  for pod in $(seq 0 ${PODS}); do ip netns add pod$pod; for link in net1 net2; do
    ip link add $link netns pod$pod type dummy; ip -n pod$pod link set $link up; done; done`;
  await new Deno.Command("sh", { args: ["-ec", setup] }).output();
  const netns = "/run/netns/pod0";
  const calls = ["VERSION", "ADD", "CHECK", "DEL"].map((command) => cni(command, netns));
  const others = ["ADD", "DEL"].map((command) =>
    cni(command, netns, { name: `${command} of macvlan, in Go`, program: stock, json: macvlan })
  );
  const inside: Inside = {
    calls: await rowsOf([nothing, ...calls], runs),
    traffic: await trafficOf(calls.slice(1)),
    stock: await rowsOf([nothing, ...others], runs),
    atOnce: await addsAtOnce((pod) => `/run/netns/pod${pod}`, 0),
  };
  writeOut(Deno.stdout, new TextEncoder().encode(JSON.stringify(inside)));
  return 0;
}

/** A shell that says what a program takes of the processor, in seconds with thousandths; GNU time knows hundredths. */
const TIMED = `TIMEFORMAT='%3U %3S'; time "$0" 2> /dev/null`;

/** ADDs of many pods, each with the namespace that `netnsOf` says, and with DEL after those that succeed. */
async function addsAtOnce(netnsOf: (pod: number) => string, exitCode: number): Promise<AtOnce> {
  const run = async (command: string, pod: number): Promise<number> => {
    const call = cni(command, netnsOf(pod));
    const child = new Deno.Command("/bin/bash", {
      args: ["-c", TIMED, bond],
      env: { ...call.env, CNI_CONTAINERID: `pod${pod}` },
      clearEnv: true,
      stdin: "piped",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(call.stdin("")));
    await writer.close();
    const { code, stderr } = await child.output();
    const due = command === "ADD" ? exitCode : 0;
    if (code !== due) throw new Error(`${command} of pod ${pod} ended with ${code}`);
    const seconds = new TextDecoder().decode(stderr).trim().split(" ").map(Number);
    return seconds.reduce((sum, n) => sum + n, 0) * 1000;
  };
  const pods = Array.from({ length: PODS }, (_, i) => i + 1);
  const inTurn = async (command: string) => {
    const times = [];
    for (const pod of pods) times.push(await run(command, pod));
    return times;
  };
  const mean = (times: readonly number[]) => times.reduce((sum, ms) => sum + ms, 0) / PODS;
  const cpuMsOfOne = mean(await inTurn("ADD"));
  await inTurn("DEL");
  const cpuMsEach = mean(await Promise.all(pods.map((pod) => run("ADD", pod))));
  await inTurn("DEL");
  return { calls: PODS, cpuMsEach, cpuMsOfOne };
}

/** A program that does nothing, built as the executable is. */
async function buildEmpty(): Promise<void> {
  const entry = await Deno.makeTempFile({ suffix: ".ts" });
  const denort = Deno.env.get("DENORT_BIN");
  await build({ denort, target: Deno.build.target, output: empty, entry });
  await Deno.remove(entry);
}

/** Has the part that needs a kernel run on one. */
async function runInside(runs: number): Promise<{ provider: string; inside: Inside }> {
  const kernel = selectKernel("auto", writeLine);
  const self = [Deno.execPath(), "run", "--allow-all", "--no-check", "--cached-only"];
  const chunks: Uint8Array[] = [];
  const { code } = await kernel.run(
    [...self, import.meta.filename ?? "", "--inside", "--runs", String(Math.ceil(runs / 3))],
    {
      stdout: (chunk) => void chunks.push(chunk),
      stderr: (chunk) => writeOut(Deno.stderr, chunk),
    },
  );
  if (code !== 0) throw new Error(`the calls in the kernel ended with ${code}`);
  const text = await new Blob(chunks as Uint8Array<ArrayBuffer>[]).text();
  return { provider: kernel.provider, inside: JSON.parse(text) };
}

async function benchmark(runs: number, file: string): Promise<number> {
  await buildEmpty();
  const refused = { ...config, miimon: -1 };
  const here = await rowsOf([
    nothing,
    cni("VERSION", ""),
    cni("STATUS", "", { name: "STATUS without a driver", exitCode: 1 }),
    cni("ADD", "/absent", { name: "ADD, refused configuration", json: refused, exitCode: 1 }),
    cni("ADD", "/absent", { name: "ADD, no such namespace", exitCode: 1 }),
    cni("DEL", "", { name: "DEL with nothing to do" }),
  ], runs);
  print(`on this machine:\n${table(here)}\n`);
  const atOnceHere = await addsAtOnce(() => "/absent", 1);
  printAtOnce(atOnceHere);
  const bytes = readByCommand(bond);
  const lines = Object.entries(bytes).map(([command, n]) => `${command.padEnd(16)} ${n} octets`);
  print(`what is read beside the runtime:\n${lines.join("\n")}\n\n`);
  const { provider, inside } = await runInside(runs);
  print(`on a kernel with bonding (${provider}):\n${table([...inside.calls, ...inside.stock])}\n`);
  for (const { name, sends, requests, received } of inside.traffic) {
    print(`${name.padEnd(8)} ${requests} requests in ${sends} sends, ${received} octets back\n`);
  }
  printAtOnce(inside.atOnce);
  const date = new Date().toISOString();
  const document = { date, provider, here, atOnceHere, read: bytes, ...inside };
  await Deno.writeTextFile(file, `${JSON.stringify(document, null, 2)}\n`);
  writeLine(`written to ${file}`);
  return 0;
}

function printAtOnce({ calls, cpuMsEach, cpuMsOfOne }: AtOnce): void {
  const [each, ofOne] = [cpuMsEach.toFixed(0), cpuMsOfOne.toFixed(0)];
  print(`${calls} ADDs at once: ${each} ms of processor each, ${ofOne} ms one after another\n\n`);
}

function print(text: string): void {
  writeOut(Deno.stdout, new TextEncoder().encode(text));
}

const { values } = parseArgs({
  args: Deno.args.filter((arg) => arg !== "--"),
  options: {
    runs: { type: "string", default: "15" },
    json: { type: "string", default: join(root, "dist", "bench.json") },
    inside: { type: "boolean", default: false },
  },
});
const runs = Number(values.runs);
await main(() => values.inside ? benchmarkInside(runs) : benchmark(runs, values.json));
