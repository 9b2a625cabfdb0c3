/** Multus' memory of a pod: the delegates that it has run for it. */

import { readIfPresent, removeIfPresent } from "../../../cni/mod.ts";
import type { Delegate } from "../../input/model.ts";

/** Where Multus keeps its memory (its `cniDir`), and libcni under it the results. */
export const MULTUS_DIR = "/var/lib/cni/multus";

/**
 * Remembers the delegates of a container, but for the port mappings and bandwidths that pods ask for:
 * Multus does not write those down, so that DEL does without.
 */
export function saveDelegates(
  directory: string,
  containerId: string,
  delegates: readonly Delegate[],
): void {
  Deno.mkdirSync(directory, { recursive: true, mode: 0o700 });
  const text = JSON.stringify(delegates.map(({ runtimeConfig, ...delegate }) => {
    const { portMappings: _ports, bandwidth: _bandwidth, ...kept } = runtimeConfig;
    return { ...delegate, runtimeConfig: kept };
  }));
  Deno.writeTextFileSync(`${directory}/${containerId}`, text, { mode: 0o600 });
}

/** Returns the delegates of a container, undefined when nothing is remembered of it. */
export function loadDelegates(directory: string, containerId: string): Delegate[] | undefined {
  const text = readIfPresent(`${directory}/${containerId}`);
  return text === undefined ? undefined : JSON.parse(text);
}

/** Forgets a container. */
export function forgetDelegates(directory: string, containerId: string): void {
  removeIfPresent(`${directory}/${containerId}`);
}
