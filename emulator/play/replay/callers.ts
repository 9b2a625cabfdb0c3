/** What container runtimes do around the calls of a chain. */

import { podArgs } from "../../input/chain/mod.ts";
import type { PodChain } from "../../input/model.ts";

/** The calls of one pod's chain. */
export interface ChainCalls {
  add(): Promise<void>;
  check(): Promise<void>;
  /** With the path of the pod's namespace, or "" where the runtime does not say it. */
  del(netns: string): Promise<void>;
  /** Path of the pod's namespace. */
  readonly netns: string;
  /** Whether the configuration that the runtime has for the pod is of a version with CHECK. */
  readonly hasCheck: boolean;
  /** Whether the pod's namespace is there. */
  hasNetns(): boolean;
  /** Removes the pod's namespace. */
  closeNetns(): void;
  /** Whether the pod has an address on its first interface, which some runtimes insist on. */
  hasAddress(): boolean;
  /** Whether the pod has ever run. */
  hasRun(): boolean;
  /** The runtime forgets the pod: nobody can have it stop any more. */
  forget(): void;
}

/** A container runtime, as far as networks can tell. */
export interface Caller {
  /** What it calls of whole networks without being asked. */
  readonly upkeep: readonly ("STATUS" | "GC")[];
  /** Returns CNI_ARGS as it sets them. */
  cniArgs(chain: PodChain): [string, string][];
  /** Starts a pod. Throws what the kubelet is told. */
  attach(calls: ChainCalls): Promise<void>;
  /** Stops a pod. Throws what the kubelet is told. */
  detach(calls: ChainCalls): Promise<void>;
}

/**
 * Rolls a failed ADD back at once, and remembers the pod only when that fails; wants an address on eth0;
 * takes some errors of DEL for success, and all of them for a pod that has never run.
 */
const CONTAINERD: Caller = {
  upkeep: [],
  cniArgs: kubernetesArgs,
  async attach(calls) {
    try {
      await calls.add();
      if (!calls.hasAddress()) throw new Error("failed to find network info for sandbox");
    } catch (error) {
      await goCniRemove(calls, calls.netns).then(() => calls.forget(), () => {});
      throw error;
    }
  },
  async detach(calls) {
    try {
      await goCniRemove(calls, calls.hasNetns() ? calls.netns : "");
    } catch (error) {
      if (calls.hasRun()) throw error;
    }
  },
};

/** The runtimes by name; "multus" is Multus called by one that does nothing of its own. */
export const CALLERS = {
  multus: {
    upkeep: [],
    cniArgs: () => [],
    attach: (calls) => calls.add(),
    detach: (calls) => calls.del(calls.netns),
  },

  containerd: { ...CONTAINERD, upkeep: ["STATUS"] },

  /** Before 2.0, when it did not ask plugins for STATUS yet. */
  "containerd-1": CONTAINERD,

  /**
   * Has the chain checked straight after ADD; calls DEL once, be it a rollback, whatever comes of it. It
   * has garbage collected when it starts.
   */
  crio: {
    upkeep: ["STATUS", "GC"],
    cniArgs: kubernetesArgs,
    async attach(calls) {
      try {
        await calls.add();
        if (calls.hasCheck) await calls.check();
      } catch (error) {
        await calls.del(calls.netns).catch(() => {});
        calls.forget();
        throw error;
      }
    },
    detach: (calls) => calls.del(calls.netns),
  },

  /**
   * Clears up before ADD, and after one that failed; at the end it never says the namespace to DEL,
   * which is gone by then.
   */
  nerdctl: {
    upkeep: [],
    cniArgs: () => [["IgnoreUnknown", "1"]],
    async attach(calls) {
      await goCniRemove(calls, "").catch(() => {});
      try {
        await calls.add();
      } catch (error) {
        await goCniRemove(calls, calls.netns).catch(() => {});
        throw error;
      }
    },
    async detach(calls) {
      calls.closeNetns();
      await goCniRemove(calls, "");
    },
  },

  /** With its CNI backend, up to version 5: rolls back at once, and says little of the container. */
  podman: {
    upkeep: [],
    cniArgs: ({ pod }) => [["IgnoreUnknown", "1"], ["K8S_POD_NAME", pod.name]],
    async attach(calls) {
      try {
        await calls.add();
      } catch (error) {
        await calls.del(calls.netns).catch(() => {});
        calls.forget();
        throw error;
      }
    },
    detach: (calls) => calls.del(calls.netns),
  },
} satisfies Record<CallerName, Caller>;

function kubernetesArgs({ pod, containerId }: PodChain): [string, string][] {
  return [["IgnoreUnknown", "1"], ...podArgs(pod, containerId)];
}

/** DEL through go-cni, which takes some texts for proof that there is nothing left to delete. */
async function goCniRemove(calls: ChainCalls, netns: string): Promise<void> {
  try {
    await calls.del(netns);
  } catch (error) {
    const said = String(error);
    const isGone = said.includes("not found") ||
      (netns === "" && said.includes("no such file or directory"));
    if (!isGone) throw error;
  }
}

/** The name of a runtime. */
export type CallerName =
  | "multus"
  | "containerd"
  | "containerd-1"
  | "crio"
  | "nerdctl"
  | "podman";

/** The names of the runtimes. */
export const CALLER_NAMES = Object.keys(CALLERS) as CallerName[];
