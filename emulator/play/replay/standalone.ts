/** What a container runtime does with a pod whose one network it attaches itself, without Multus. */

import type { PodChain } from "../../input/model.ts";
import {
  addDelegate,
  type AttachedNetwork,
  checkDelegate,
  type Cni,
  delDelegate,
} from "./delegate_calls.ts";

/** Where runtimes let libcni keep its results. */
export const RUNTIME_DIR = "/var/lib/cni";

/** Runs ADD of the pod's network, and returns its result. Throws CniError; then nothing is undone. */
export async function addStandalone(
  cni: Cni,
  chain: PodChain,
  netns: string,
): Promise<AttachedNetwork[]> {
  const attached: AttachedNetwork[] = [];
  for (const delegate of chain.delegates) {
    attached.push({ delegate, result: await addDelegate(cni, chain, delegate, netns) });
  }
  return attached;
}

/** Runs DEL of the pod's network, whether or not there was an ADD. Throws CniError. */
export async function delStandalone(cni: Cni, chain: PodChain, netns: string): Promise<void> {
  for (const delegate of chain.delegates) await delDelegate(cni, chain, delegate, netns);
}

/** Runs CHECK of the pod's network. Throws CniError. */
export async function checkStandalone(cni: Cni, chain: PodChain, netns: string): Promise<void> {
  for (const delegate of chain.delegates) await checkDelegate(cni, chain, delegate, netns);
}
