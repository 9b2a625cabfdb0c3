/** What container runtimes do around the calls of a chain. */

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
}

/** A container runtime, as far as networks can tell. */
export interface Caller {
  /** Starts a pod. Throws what the kubelet is told. */
  attach(calls: ChainCalls): Promise<void>;
  /** Stops a pod. Throws what the kubelet is told. */
  detach(calls: ChainCalls): Promise<void>;
}

/** The runtimes by name; "multus" is Multus called by one that does nothing of its own. */
export const CALLERS = {
  multus: {
    attach: (calls) => calls.add(),
    detach: (calls) => calls.del(calls.netns),
  },

  /** Rolls a failed ADD back at once; wants an address on eth0; takes some errors of DEL for success. */
  containerd: {
    async attach(calls) {
      try {
        await calls.add();
        if (!calls.hasAddress()) throw new Error("failed to find network info for sandbox");
      } catch (error) {
        await calls.del(calls.netns).catch(() => {});
        throw error;
      }
    },
    async detach(calls) {
      try {
        await calls.del(calls.hasNetns() ? calls.netns : "");
      } catch (error) {
        // go-cni takes these texts for proof that there is nothing left to delete.
        const said = String(error);
        if (!/not found/.test(said) && !/no such file or directory/.test(said)) throw error;
      }
    },
  },

  /** Has the chain checked straight after ADD; calls DEL once, whatever comes of it. */
  crio: {
    async attach(calls) {
      try {
        await calls.add();
        if (calls.hasCheck) await calls.check();
      } catch (error) {
        await calls.del(calls.netns).catch(() => {});
        throw error;
      }
    },
    detach: (calls) => calls.del(calls.netns),
  },

  /** Clears up before ADD, and never says the namespace to DEL, which is gone by then. */
  nerdctl: {
    async attach(calls) {
      await calls.del("");
      await calls.add();
    },
    async detach(calls) {
      calls.closeNetns();
      await calls.del("");
    },
  },
} as const satisfies Record<string, Caller>;

/** The name of a runtime. */
export type CallerName = keyof typeof CALLERS;
