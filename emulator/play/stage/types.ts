/**
 * A scenario: what happens around a pod while it lives, and what must come of it.
 *
 * Pods are attached before the first step, but for those whose first call is a step's ADD. After the
 * last step, those that are still attached are detached.
 */

/** A scenario, as it is run. */
export interface Scenario {
  name: string;
  steps: ScenarioStep[];
}

/** One thing that is done, and what must be seen after it. */
export interface ScenarioStep {
  action: Action;
  expect?: Expectation;
}

/** What is done. `pod` is "namespace/name"; where it is absent, the only pod is meant. */
export type Action =
  | { add: PodAction }
  | { del: PodAction }
  /** Checks all networks of the pod, where Multus would check the default one only. */
  | { check: PodAction }
  /** Takes something out of service, or puts it back. */
  | { down: Target }
  | { up: Target }
  /** Frames that get lost, or late, on the cable of a physical function or a NIC. */
  | { impair: { cable: string; lossPercent?: number; delayMs?: number } }
  /** Frames between the pod and a host of the fabric, from now until the scenario is over. */
  | { traffic: { pod?: string; link: string; host: string; intervalMs?: number } }
  /** Removes a link from the pod, behind everybody's back. */
  | { remove: { pod?: string; link: string } }
  /** Removes the pod's namespace, as a crash of the container runtime does. */
  | { removeNamespace: { pod?: string } }
  /** What Multus remembers of the pod is lost: its delegates, or only the results of plugins. */
  | { loseCache: { pod?: string; results?: boolean } }
  /** Namespaces and whatever is in memory are lost; what is on disk stays. */
  | { reboot: Record<never, never> }
  | { wait: { ms: number } };

/** A call of the chain of a pod. */
export interface PodAction {
  pod?: string;
  /** How often, one after another; 1 if absent. */
  times?: number;
  /** The calls run at the same time. */
  concurrently?: boolean;
  /** Path of the namespace that the call is told; "" for none. */
  netns?: string;
  /** DEL: the API does not know the pod any more. */
  podGone?: boolean;
  /** Kills a plugin on the way, once. */
  kill?: Kill;
}

/** When a plugin is killed (SIGKILL). */
export interface Kill {
  /** The plugin's type. */
  type: string;
  /** Before it sends its n-th netlink request, from 1: the lab's own plugins only. */
  atRequest?: number;
  afterMs?: number;
}

/** Something that can fail. */
export type Target =
  /** The cable of a physical function or a NIC, by the device's name. */
  | { cable: string }
  /** A physical function, set down by an administrator of the node. */
  | { physicalFunction: string }
  /** A virtual function, by its name on the host: its physical function takes its carrier. */
  | { virtualFunction: string }
  /** A NIC, set down by an administrator of the node. */
  | { nic: string }
  | { switch: string }
  /** A link of the pod, set down in the pod. */
  | { link: string; pod?: string };

/** What must be seen. */
export interface Expectation {
  /** How the calls of the step end: all succeed, or one fails with a message like this. */
  succeeds?: boolean;
  /** A part of the message that the container runtime gets. */
  error?: string;
  /** The link that carries a bond's traffic, "" for none, and how many ms after the step it must. */
  activeLink?: { bond: string; is: string; withinMs: number };
  /** Frames of the traffic, from this step on until it is quiet again. */
  traffic?: {
    maxLost?: number;
    maxDuplicated?: number;
    /** How long nothing may have come through, ms. */
    maxGapMs?: number;
  };
  /** What the fabric hears from the pod after the step. */
  announces?: { address: string; mac?: string; withinMs: number };
  /** Links in the active aggregator of an 802.3ad bond. */
  aggregator?: { bond: string; ports: number; withinMs: number };
  /** Properties that links of the pod must have, by name. */
  links?: Record<string, ExpectedLink | null>;
}

/** Properties of a link; null in their place means that there must be no such link. */
export interface ExpectedLink {
  up?: boolean;
  mac?: string;
  mtu?: number;
  master?: string;
  operState?: string;
  addresses?: string[];
}
