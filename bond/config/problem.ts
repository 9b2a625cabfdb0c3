/** What is wrong with a configuration, or works otherwise than its author may expect, and how it is told. */

import { CniError, CniErrorCode } from "../../cni/mod.ts";

/** Something about a configuration that its author should know. */
export interface ConfigProblem {
  /** Where: "miimon", "links[1].prio". */
  key: string;
  /** Whether ADD is refused because of it. */
  severity: "error" | "warning";
  /** The value found; absent when the key is missing, or the clause says it. */
  value?: unknown;
  /** A clause that follows key and value: "is out of range". */
  problem: string;
  /** The allowed values, in words. */
  allowed?: string;
  /** What to do. */
  remedy?: string;
}

/** A problem of which the place where it is found says how bad it is. */
export type Complaint = Omit<ConfigProblem, "severity">;

/** A configuration that cannot be served, with everything that is wrong with it. */
export class ConfigError extends CniError {
  /** Everything that is wrong, each an error. */
  readonly problems: readonly ConfigProblem[];

  /** `network` is the name of the network. */
  constructor(network: string, complaints: readonly Complaint[]) {
    const found = complaints.map(describeProblem).join("; ");
    const remedies = complaints.flatMap((complaint) => {
      const advice = adviceOn(complaint);
      return advice ? [`${complaint.key}: ${advice}`] : [];
    });
    super(
      CniErrorCode.InvalidConfig,
      `invalid configuration of network "${network}": ${found}`,
      remedies.join("\n"),
    );
    this.problems = complaints.map((complaint) => ({ ...complaint, severity: "error" }));
  }
}

/** Returns `complaint` as a clause: `miimon "abc" is not a whole number`. */
export function describeProblem({ key, value, problem }: Complaint): string {
  return value === undefined ? `${key} ${problem}` : `${key} ${shown(value)} ${problem}`;
}

/** Returns what to do about `complaint`: the allowed values and the remedy; "" when there is nothing to say. */
export function adviceOn({ allowed, remedy }: Complaint): string {
  return [allowed && `allowed is ${allowed}`, remedy].filter(Boolean).join("; ");
}

/** Characters of a value that are shown; nobody reads more, and runtimes keep every word. */
const SHOWN = 100;

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}…`;
}
