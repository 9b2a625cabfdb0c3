/** Whether programs that the command line names are of any use. */

import { usedTypes } from "../emulator/lab/programs/mod.ts";
import type { Planned } from "../emulator/play/plan/mod.ts";
import { didYouMean } from "./near.ts";
import { UsageError } from "./status.ts";

/**
 * Throws UsageError when a type of `--plugin` is one that no chain uses: the program would never run.
 * Says nothing where not all chains are known.
 */
export function refuseUnusedPlugins(
  plugins: Readonly<Record<string, string>>,
  planned: readonly Planned[],
): void {
  if (planned.length === 0 || planned.some(({ plan }) => plan === undefined)) return;
  const used = new Set(
    planned.flatMap(({ plan }) => plan?.chains ?? [])
      .flatMap(({ delegates }) => delegates.flatMap(usedTypes)),
  );
  for (const type of Object.keys(plugins)) {
    if (used.has(type)) continue;
    const names = [...used];
    throw new UsageError(
      `--plugin ${type}=…: no chain has a plugin of the type ${type}; there is ` +
        `${names.join(", ")}${didYouMean(type, names)}`,
    );
  }
}
