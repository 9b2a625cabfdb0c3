/** What somebody has taken out of service: a carrier comes back only when all that it needs is back. */

import { readIfPresent, removeIfPresent } from "../../../cni/mod.ts";
import { LAB_DIR } from "./places.ts";

const PATH = `${LAB_DIR}/outages.json`;

/** Names of what is out of service. */
interface Outages {
  /** Of physical functions and NICs. */
  cables: string[];
  virtualFunctions: string[];
  switches: string[];
}

/** Returns what is out of service. */
export function readOutages(): Outages {
  const text = readIfPresent(PATH);
  return text === undefined ? { cables: [], virtualFunctions: [], switches: [] } : JSON.parse(text);
}

/** Notes that something is taken out of service, or put back. */
export function noteOutage(kind: keyof Outages, name: string, out: boolean): void {
  const outages = readOutages();
  const others = outages[kind].filter((other) => other !== name);
  Deno.mkdirSync(LAB_DIR, { recursive: true });
  Deno.writeTextFileSync(
    PATH,
    JSON.stringify({ ...outages, [kind]: out ? [...others, name] : others }),
  );
}

/** Forgets them all: a node that is built anew is whole. */
export function forgetOutages(): void {
  removeIfPresent(PATH);
}
