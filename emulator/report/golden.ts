/** What is pinned of a replay: everything that is the same in every run, on every kernel. */

import type { PodLink } from "../lab/sandbox/mod.ts";
import { BOND_OPTIONS, type BondOption } from "../../bond/mod.ts";
import type { Diagnostic } from "../input/model.ts";
import { jsonText } from "../input/words/mod.ts";
import { nodeMacs, stabilize } from "./stable.ts";
import type { PodReport, ReplayReport, Step } from "../play/replay/mod.ts";

/** The name of the file, in the folder of the manifests: JSON, but not a manifest. */
export const GOLDEN_FILE = "report.expected";

/** Bonding options that came later are not pinned: an older kernel does not have them. */
const OLDEST_KERNEL = [6, 1] as const;

/**
 * Returns what is pinned of a replay of the manifests in `folder` with that exit status, as text. The
 * folder itself is not: wherever it is called from, the same comes out.
 */
export function golden(report: ReplayReport, status: number, folder: string): string {
  const inside = (text: string) => text.replaceAll(`${folder}/`, "");
  const value = {
    exitStatus: status,
    diagnostics: report.diagnostics.map((one) => pinDiagnostic(one, inside)),
    pods: report.pods.map(pinPod),
    scenario: report.scenario.map(({ what, failures, unmet }) => ({
      what,
      failures,
      unmet: unmet.map(({ message }) => message),
    })),
  };
  return jsonText(stabilize(value, nodeMacs(report.node)));
}

function pinDiagnostic(
  { code, severity, message, path, hint }: Diagnostic,
  inside: (text: string) => string,
) {
  return { code, severity, path: inside(path), message: inside(message), hint };
}

function pinPod({ pod, verdict, failures, steps, podLinks, networkStatus, leaks }: PodReport) {
  return {
    pod,
    verdict,
    failures,
    steps: steps.map(pinStep),
    podLinks: podLinks.map(pinLink),
    networkStatus,
    leaks: leaks.map(({ message }) => message),
  };
}

function pinStep({ command, network, type, ifname, config, result, error }: Step) {
  const outcome = error ? { error } : result ? { result } : {};
  return { command, network, type, ifname, config, ...outcome };
}

function pinLink({ bond, bondPort, ...rest }: PodLink) {
  const link = bondPort
    ? { ...rest, bondPort: { state: bondPort.state, miiStatus: bondPort.miiStatus } }
    : rest;
  if (!bond) return link;
  const options: readonly BondOption[] = BOND_OPTIONS;
  const names = new Set(options.filter(isOld).map(({ kernelName }) => kernelName));
  const pinned = Object.entries(bond).filter(([name]) => names.has(name));
  return { ...link, bond: Object.fromEntries(pinned) };
}

function isOld({ since }: BondOption): boolean {
  const [major = 0, minor = 0] = since.split(".").map(Number);
  const [oldMajor, oldMinor] = OLDEST_KERNEL;
  return major < oldMajor || (major === oldMajor && minor <= oldMinor);
}
