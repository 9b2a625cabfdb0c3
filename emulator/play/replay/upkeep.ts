/** STATUS and GC of a pod's networks, as those call them who call them at all. */

import { type Attachment, isAtLeast, isCniVersion, messageOf } from "../../../cni/mod.ts";
import type { Delegate, PodChain } from "../../input/model.ts";
import type { UpkeepBy } from "../actions/mod.ts";
import { type CallerName, CALLERS } from "./callers.ts";
import { gcDelegate, statusDelegate } from "./delegate_calls.ts";
import { askStatusAsMultus, collectAsMultus, type Multus } from "./multus.ts";

/** Who calls, and what is known of the node. */
export interface Upkeep {
  /** Who is played; each of the pod's networks is called directly if absent. */
  by: UpkeepBy | undefined;
  caller: CallerName;
  /** The version of Multus' own configuration. */
  cniVersion: string;
}

/** Asks for STATUS. Throws Error with all errors. */
export async function askStatus(multus: Multus, chain: PodChain, upkeep: Upkeep): Promise<void> {
  if (!isCalled("STATUS", upkeep)) return;
  if (upkeep.by === undefined || chain.standalone) {
    return await eachNetwork(chain, (delegate) => statusDelegate(multus, delegate));
  }
  if (reachesMultus(upkeep)) await askStatusAsMultus(multus, chain);
}

/** What a runtime knows when it has garbage collected. */
export interface Survivors {
  /** Returns the attachments of a network that pods have at the moment. */
  attachments(cniName: string): readonly Attachment[];
  /** Whether the runtime remembers the pod, whose namespace is gone. */
  isStale: boolean;
  /** Runs DEL of the pod, as it is remembered. */
  del(): Promise<void>;
}

/** Has the networks clear up. Throws Error with all errors. */
export async function collectGarbage(
  multus: Multus,
  chain: PodChain,
  upkeep: Upkeep,
  { attachments, isStale, del }: Survivors,
): Promise<void> {
  if (!isCalled("GC", upkeep)) return;
  if (upkeep.by === undefined || chain.standalone) {
    return await eachNetwork(chain, async (delegate) => {
      const valid = attachments(delegate.cniName);
      // CRI-O's list is null, and not empty, where there is none.
      const none = upkeep.by === "runtime" && valid.length === 0;
      await gcDelegate(multus, delegate, none ? null : valid);
    });
  }
  // What Multus has attached for a runtime that does not know the pod any more, libcni detaches itself.
  if (upkeep.by === "runtime" && isStale) await del();
  if (reachesMultus(upkeep)) await collectAsMultus(multus, chain);
}

function isCalled(command: "STATUS" | "GC", { by, caller }: Upkeep): boolean {
  return by !== "runtime" || CALLERS[caller].upkeep.some((one) => one === command);
}

/** libcni calls nothing of a version that does not have it, and Multus' own is what the runtime sees. */
function reachesMultus({ by, cniVersion }: Upkeep): boolean {
  return by === "multus" || (isCniVersion(cniVersion) && isAtLeast(cniVersion, "1.1.0"));
}

async function eachNetwork(
  { delegates }: PodChain,
  call: (delegate: Delegate) => Promise<void>,
): Promise<void> {
  const errors: string[] = [];
  for (const delegate of delegates) {
    try {
      await call(delegate);
    } catch (error) {
      errors.push(`${delegate.network}: ${messageOf(error)}`);
    }
  }
  if (errors.length > 0) throw new Error(errors.join("\n"));
}
