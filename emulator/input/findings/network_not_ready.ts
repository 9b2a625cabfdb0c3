/** A default network that is not ready. */

import { type LintInput, type Report, reportAt } from "../lint/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

const ready = (isReady: boolean) =>
  variation({
    more: `apiVersion: emulator.bond/v1
kind: ChainScenario
metadata:
  name: example
settings:
  readinessIndicatorFile: /run/multus/cni/net.d/10-ovn.conf
  defaultNetworkReady: ${isReady}
`,
  });

/** The finding `network-not-ready`. */
export const networkNotReady = defineRule({
  code: "network-not-ready",
  severity: "error",
  replay: "all",
  title: "a default network that is not ready",
  why: "Multus waits for the file by which the default network shows that it is ready, and gives " +
    "up: no plugin runs, and no pod starts.",
  remedy: "Start the default network first, or correct readinessindicatorfile.",
  wrong: ready(false),
  right: ready(true),
  inInput: check,
});

function check({ resolved: { settings }, pods: [first] }: LintInput): Report[] {
  const { readinessIndicatorFile: file, defaultNetworkReady, source } = settings;
  if (!file || defaultNetworkReady || !first) return [];
  const position = source?.atPath(["readinessindicatorfile"]) ??
    first.pod.source.position(["metadata"]);
  return [reportAt(position, {
    message: `Multus waits for ${file}, which is not there: no pod is attached`,
    hint: "start the default network first, or correct the path",
  })];
}
