/** What the lab has to work with, and what it lacks. The kernel is tried, not guessed at. */

import { join } from "node:path";
import { isFile } from "../../../cni/mod.ts";
import { readKernelFile } from "../../../netlink/mod.ts";
import {
  hasAmx,
  installCommand,
  type Kernel,
  type KernelChoice,
  KernelError,
  missingPackages,
  needsPreload,
  preloadLibrary,
  selectKernel,
} from "../kernel/mod.ts";
import { type PluginSet, pluginSets } from "../programs/mod.ts";
import { type Check, check } from "./check.ts";

/** What the lab would be called with. */
interface LabSettings {
  kernel: KernelChoice;
  kernelPath?: string | undefined;
  /** Folders with stock plugins, in order. */
  cniPath: readonly string[];
}

/** Since then CNI has GC and STATUS; stock plugins that have it attach to links inside the pod, too. */
const CURRENT_CNI = "1.1.0";
/** The stock plugins that the example chain runs. */
const NEEDED_TYPES = ["bridge", "host-local"];
const INSTALL = "bond doctor --install";
const NEWEST = "bond doctor --install --newest";

/** Tries what a replay needs, in the order of its way: some 2 s, which booting a kernel takes. */
export async function examineLab(settings: LabSettings): Promise<Check[]> {
  return [
    ...await kernelChecks(settings),
    ...pluginChecks(settings.cniPath),
    programs(),
    ...servers(),
  ];
}

async function kernelChecks({ kernel: choice, kernelPath }: LabSettings): Promise<Check[]> {
  try {
    const kernel = selectKernel(choice, () => {}, { kernelPath });
    const ms = await boot(kernel);
    const text = `${nameOf(kernel)} is ready in ${(ms / 1000).toFixed(1)} s`;
    return [{ for: "lab", status: "ok", text, remedy: "" }, ...amx(kernel), ...firewall(kernel)];
  } catch (error) {
    if (!(error instanceof KernelError)) throw error;
    const [text = "", ...rest] = error.message.split("\n");
    return [{
      for: "lab",
      status: "missing",
      text: ["the lab has no kernel to replay on: " + text, ...rest].join("\n"),
      remedy: kernelRemedy(),
    }];
  }
}

function kernelRemedy(): string {
  return Deno.build.arch === "x86_64"
    ? `${INSTALL}, or as root on a kernel with bonding: modprobe bonding`
    : "User-mode Linux is for x86-64: the lab needs this machine's own kernel, with the bonding " +
      "driver (modprobe bonding), and root or user namespaces; or run it in a virtual machine";
}

/** Returns how long it took until a command had run, and all was taken down again, in ms. */
async function boot(kernel: Kernel): Promise<number> {
  const started = performance.now();
  let said = "";
  const sink = (chunk: Uint8Array) => said += new TextDecoder().decode(chunk);
  const { code } = await kernel.run(["ip", "link", "add", "type", "bond"], {
    cwd: "/",
    stdout: sink,
    stderr: sink,
  });
  if (code !== 0) throw new KernelError(`it makes no bond: ${said.trim()}`);
  return performance.now() - started;
}

function nameOf(kernel: Kernel): string {
  if (kernel.provider === "host") return `this machine's Linux ${Deno.osRelease()}`;
  return `User-mode Linux ${kernel.release}, ${kernel.origin},`;
}

function firewall({ release, hasFirewall }: Kernel): Check[] {
  if (hasFirewall) return [];
  return [{
    for: "lab",
    status: "note",
    text: `User-mode Linux ${release} has neither ip_tables nor nf_tables for IPv4: plugins that ` +
      "masquerade or map ports are replayed on the distribution's, where that is installed",
    remedy: INSTALL,
  }];
}

/** Says of AMX where it matters: with kernels that need help there. */
function amx(kernel: Kernel): Check[] {
  const cpuinfo = readKernelFile("/proc/cpuinfo");
  if (kernel.provider === "host") return [];
  if (!hasAmx(cpuinfo)) return preloadLibrary() ? [] : [WITHOUT_LIBRARY];
  const text = needsPreload(cpuinfo, kernel.release)
    ? "this processor has AMX: that kernel runs with the library that this program carries"
    : "this processor has AMX, and that kernel needs no help with it";
  return [{ for: "lab", status: "ok", text, remedy: "" }];
}

const WITHOUT_LIBRARY: Check = {
  for: "lab",
  status: "note",
  text: "this program was built without the library that User-mode Linux before 6.13 needs on " +
    "processors with AMX; this processor has none",
  remedy: "for others, build it with tcc or cc installed: deno task build",
};

function pluginChecks(cniPath: readonly string[]): Check[] {
  const [set] = pluginSets(cniPath);
  if (!set) {
    return [check("lab", false, {
      good: "",
      bad: `no stock plugins in ${cniPath.join(", ")}`,
      remedy: INSTALL,
    })];
  }
  const lacking = NEEDED_TYPES.filter((type) =>
    !cniPath.some((folder) => isFile(join(folder, type)))
  );
  return [
    lacking.length > 0
      ? check("lab", false, {
        good: "",
        bad: `${set.folder} has no ${lacking.join(", ")}`,
        remedy: INSTALL,
      })
      : setCheck(set),
  ];
}

function setCheck({ folder, version, cniVersions }: PluginSet): Check {
  const text = `stock plugins ${version} of ${folder}, CNI up to ${cniVersions.at(-1) ?? "?"}`;
  return cniVersions.includes(CURRENT_CNI) ? { for: "lab", status: "ok", text, remedy: "" } : {
    for: "lab",
    status: "note",
    text: `${text}: without GC, STATUS and linkInContainer (a VLAN on the pod's bond)`,
    remedy: `for those: ${NEWEST}`,
  };
}

function programs(): Check {
  const missing = missingPackages(["kmod", "iproute2", "util-linux", "iputils-ping"]);
  return check("lab", missing.length === 0, {
    good: "the programs that set up a world are there: ip, unshare, setpriv, modprobe, ping",
    bad: `these packages are missing: ${missing.join(", ")}`,
    remedy: installCommand(missing),
  });
}

function servers(): Check[] {
  const missing = missingPackages(["dnsmasq-base"]);
  if (missing.length === 0) return [];
  return [{
    for: "lab",
    status: "note",
    text: "dnsmasq is not installed: no host of a scenario can be a DHCP server",
    remedy: installCommand(missing),
  }];
}
