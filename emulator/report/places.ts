/** Keeping what is told of a replay free of the machine that it ran on. */

import type { ReplayReport } from "../play/replay/mod.ts";
import { nodeMacs, stabilize } from "./stable.ts";

/**
 * Returns `report`, which is about the manifests at `paths`, as others may see it: without paths of
 * this machine, and the same in every run but for what was measured.
 */
export function forOthers(report: ReplayReport, paths: readonly string[]): ReplayReport {
  const own = [Deno.cwd(), Deno.env.get("HOME") ?? ""];
  return stabilize(withoutPlaces(report, paths, own), nodeMacs(report.node));
}

/**
 * Returns a copy of `report` in which no path of the machine is left: the manifests are named from
 * the folders at `inputs` on, programs by their names alone, and everything below one of the folders
 * `own` (the home, the folder of the call) without those.
 */
export function withoutPlaces(
  report: ReplayReport,
  inputs: readonly string[],
  own: readonly string[],
): ReplayReport {
  const programs = report.pods.flatMap(({ steps }) => steps.map(({ plugin }) => plugin));
  const folders = [...inputs, ...own].filter((path) => path.length > 1 && path !== "..");
  const rules: [string, string][] = [
    ...[...new Set(programs)].filter((path) => path.includes("/"))
      .map((path): [string, string] => [path, nameOf(path)]),
    ...folders.map((path): [string, string] => [`${path.replace(/\/+$/, "")}/`, ""]),
    // What was named itself is known by its name.
    ...folders.map((path): [string, string] => [path.replace(/\/+$/, ""), nameOf(path)]),
  ].sort(([one], [other]) => other.length - one.length);
  const hide = (text: string) =>
    rules.reduce((shown, [path, name]) => path === "" ? shown : shown.replaceAll(path, name), text);
  return mapTexts(report, hide) as ReplayReport;
}

function nameOf(path: string): string {
  return path.replace(/\/+$/, "").split("/").at(-1) ?? path;
}

function mapTexts(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === "string") return map(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, map));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [map(key), mapTexts(item, map)]),
  );
}
