/** The inner half of a replay: what runs in a world of its own, and tells the outer half. */

import type { ReplayEvent } from "./events.ts";
import type { ReplayedPod } from "./pod.ts";
import { replay, type ReplayPlan } from "./replay.ts";

/** One replay among several in one world. */
export interface ReplayCase {
  name: string;
  plan: ReplayPlan;
}

/** What the inner half is given: JSON on stdin. */
export interface WorldInput {
  /** What kind of kernel this is. */
  provider: string;
  cases: ReplayCase[];
  /**
   * A folder that several worlds with the same cases share: each case is played by the first one that
   * makes a folder of the case's number in it.
   */
  claims?: string;
}

/** What the inner half says: JSON, one object a line, on stdout. */
export type WorldMessage =
  | { case: string; event: ReplayEvent }
  /** The replay of the case is over; `problem` when the lab itself broke. */
  | { case: string; over: true; problem?: string };

/** Where plugins keep their state; a file system of its own in a world. */
const STATE_DIR = "/var/lib/cni";

/** Plays the cases one after another, each on a node as new; `visit` looks at the pods that run. */
export async function runWorld(
  { provider, cases, claims }: WorldInput,
  tell: (message: WorldMessage) => void,
  visit?: (pods: readonly ReplayedPod[]) => Promise<void>,
): Promise<void> {
  for (const [index, { name, plan }] of cases.entries()) {
    if (claims !== undefined && !isFirst(`${claims}/${index}`)) continue;
    const emit = (event: ReplayEvent) => tell({ case: name, event });
    emit({ event: "kernel", provider, release: Deno.osRelease() });
    try {
      writeFiles(plan.files ?? {});
      await replay(plan, emit, visit);
      tell({ case: name, over: true });
    } catch (error) {
      const problem = error instanceof Error ? error.stack ?? error.message : String(error);
      tell({ case: name, over: true, problem });
    }
    if (cases.length > 1) {
      clearState();
      for (const path of Object.keys(plan.files ?? {})) Deno.removeSync(path);
    }
  }
}

function isFirst(path: string): boolean {
  try {
    Deno.mkdirSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    throw error;
  }
}

function writeFiles(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    Deno.writeTextFileSync(path, text);
  }
}

/** Throws Error rather than touch the state of a real node. */
function clearState(): void {
  const isOwn = Deno.statSync(STATE_DIR).dev !== Deno.statSync(`${STATE_DIR}/..`).dev;
  if (!isOwn) throw new Error(`${STATE_DIR} is this machine's own: no world around this process`);
  for (const { name } of Deno.readDirSync(STATE_DIR)) {
    Deno.removeSync(`${STATE_DIR}/${name}`, { recursive: true });
  }
}
