/** What Multus does with the delegates of a pod, in its order, with its words. */

import { messageOf, toCniError } from "../../../cni/mod.ts";
import type { Delegate, PodChain } from "../../input/model.ts";
import {
  addDelegate,
  type AttachedNetwork,
  checkDelegate,
  type Cni,
  delDelegate,
  gcDelegate,
  hasCheck,
  statusDelegate,
} from "./delegate_calls.ts";
import { applyDefaultRoute } from "./default_route.ts";
import { loadDeviceInfo, removeDeviceInfo, saveDeviceInfo } from "./device_info.ts";
import { forgetDelegates, loadDelegates, saveDelegates } from "./cache.ts";
import { rememberedAttachments, replaceCachedResult } from "./result_cache.ts";

/** The node that Multus works on. */
export interface Multus extends Cni {
  /** Returns whether the pod has an interface of that name. */
  hasInterface(netns: string, ifname: string): boolean;
  /** The file by which the default network would show that it is ready, and which is not there. */
  awaitedFile?: string | undefined;
}

/** A pod that could not be attached or detached, in the words that the runtime gets. */
export class MultusError extends Error {
  override readonly name = "MultusError";
}

/**
 * Runs ADD of each delegate in order and returns the results. When one fails, runs DEL of it and of
 * all before it in reverse order, without regard to their errors. Throws MultusError.
 */
export async function addPod(
  multus: Multus,
  chain: PodChain,
  netns: string,
): Promise<AttachedNetwork[]> {
  const { delegates, containerId, pod } = chain;
  refuseUnready(multus, `[${pod.namespace}/${pod.name}/${pod.uid}]: `);
  if (chain.refusal !== undefined) throw refused(chain);
  saveDelegates(multus.directory, containerId, delegates);
  const results: AttachedNetwork[] = [];
  for (const [index, delegate] of delegates.entries()) {
    try {
      if (multus.hasInterface(netns, delegate.ifname)) {
        const { ifname } = delegate;
        throw new Error(
          `DelegateAdd: cannot set "${typeOf(delegate)}" interface name to "${ifname}": ` +
            `validateIfName: interface name ${ifname} already exists`,
        );
      }
      saveDeviceInfo(delegate);
      const result = await addDelegate(multus, chain, delegate, netns);
      // The status and the runtime get what the plugin said, whatever becomes of default routes.
      results.push({ delegate, result, ...loadDeviceInfo(delegate) });
    } catch (cause) {
      for (const attached of delegates.slice(0, index + 1).reverse()) {
        await detach(multus, chain, attached, netns).catch(() => {});
      }
      const label = `[${pod.namespace}/${pod.name}/${pod.uid}:${delegate.cniName}]`;
      throw new MultusError(
        `${label}: error adding container to network "${delegate.cniName}": ${toCniError(cause)}`,
        { cause },
      );
    }
    moveDefaultRoute(multus, chain, results.at(-1), netns);
  }
  return results;
}

function refused({ pod, refusal }: PodChain): MultusError {
  return new MultusError(`Multus: [${pod.namespace}/${pod.name}/${pod.uid}]: ${refusal}`);
}

/** Multus waits 45 seconds for the file, and nobody makes it here. Throws MultusError. */
function refuseUnready({ awaitedFile }: Multus, label: string): void {
  if (awaitedFile === undefined) return;
  throw new MultusError(
    `Multus: ${label}have you checked that your default network is ready? still waiting for ` +
      `readinessindicatorfile @ ${awaitedFile}. pollimmediate error: timed out waiting for the condition`,
  );
}

/**
 * STATUS as Multus passes it on: to the cluster's default network alone. Throws MultusError and CniError.
 */
export async function askStatusAsMultus(multus: Multus, chain: PodChain): Promise<void> {
  refuseUnready(multus, "");
  const master = clusterNetwork(chain);
  if (master) await statusDelegate(multus, master);
}

/**
 * GC as Multus passes it on: to the cluster's default network alone, and every attachment of any network
 * that is remembered is a valid one, so that nothing is ever cleared up. Throws MultusError, before
 * anything has been attached too, and AggregateError.
 */
export async function collectAsMultus(multus: Multus, chain: PodChain): Promise<void> {
  refuseUnready(multus, "");
  const valid = rememberedAttachments(multus.directory);
  if (!valid) {
    throw new MultusError(
      `error in gather valid attachments: open ${multus.directory}/results: no such file or directory`,
    );
  }
  const master = clusterNetwork(chain);
  if (master) await gcDelegate(multus, master, valid);
}

/** No pod is spoken of: what one of them has chosen does not count. */
function clusterNetwork({ delegates: [master], replaced }: PodChain): Delegate | undefined {
  return replaced ?? master;
}

/** When this fails, Multus says so and leaves everything as it is. Throws MultusError. */
function moveDefaultRoute(
  multus: Multus,
  { pod, delegates, containerId }: PodChain,
  attached: AttachedNetwork | undefined,
  netns: string,
): void {
  if (!attached) return;
  const { delegate, result } = attached;
  try {
    const adjusted = applyDefaultRoute(delegates, delegate, result, netns);
    if (adjusted !== result) {
      replaceCachedResult(multus.directory, delegate, containerId, adjusted);
    }
  } catch (cause) {
    const label = `[${pod.namespace}/${pod.name}/${pod.uid}]`;
    const problem = messageOf(cause);
    throw new MultusError(`Multus: ${label}: error setting default gateway: ${problem}`, { cause });
  }
}

/**
 * Runs DEL of the delegates that are remembered of the pod, or else of those that the API tells of, in
 * reverse order, going on after errors, then forgets them. Does nothing when none are remembered and
 * the pod is gone from the API. Lists without a version take `cniVersion`, that of Multus' own
 * configuration. Throws MultusError with all errors.
 */
export async function delPod(
  multus: Multus,
  chain: PodChain,
  netns: string,
  options: { retryDeleteOnError?: boolean; podGone?: boolean; cniVersion?: string } = {},
): Promise<void> {
  const remembered = loadDelegates(multus.directory, chain.containerId);
  const delegates = remembered ?? (options.podGone ? [] : foundAnew(chain));
  const errors: string[] = [];
  for (const delegate of delegates.toReversed()) {
    try {
      await detach(multus, chain, withVersion(delegate, options.cniVersion), netns);
    } catch (error) {
      errors.push(describeFailure("Del", delegate, error));
    }
  }
  const message = `errors: ${errors.join(" / ")}`;
  // Runtimes take this text for success, and would never come again.
  const isRetried = errors.length > 0 && !message.includes("no such file or directory");
  if (!isRetried || !options.retryDeleteOnError) {
    forgetDelegates(multus.directory, chain.containerId);
  }
  if (errors.length > 0) throw new MultusError(message);
}

/**
 * Returns what is worked out from the API at DEL: the kubelet still knows the pod's devices, and of a pod
 * that ADD refuses there are the networks before the one at fault. Throws MultusError.
 */
function foundAnew(chain: PodChain): Delegate[] {
  const { delegates, refusal } = chain;
  if (refusal !== undefined && delegates.length === 0) throw refused(chain);
  return delegates.filter(({ auxiliary }) => !auxiliary);
}

/** Each layer of Multus adds its words to what the plugin said. */
function describeFailure(command: "Del" | "Check", delegate: Delegate, error: unknown): string {
  const [operation, name, step] = delegate.kind === "conf"
    ? [`Delegate${command}`, typeOf(delegate), `error in getting result from ${command}Network`]
    : [
      `Conflist${command}`,
      delegate.cniName,
      `conflist${command}: error in getting result from ${command}NetworkList`,
    ];
  return `Delegate${command}: error invoking ${operation} - "${name}": ${step}: ${
    toCniError(error)
  }`;
}

/**
 * Runs CHECK of delegates in order. Multus itself checks those only that its own configuration
 * spells out: `everything` has all the others checked too, as far as their version has CHECK. Throws
 * MultusError.
 */
export async function checkPod(
  multus: Multus,
  chain: PodChain,
  netns: string,
  { everything = false } = {},
): Promise<void> {
  for (const delegate of chain.delegates) {
    if (!delegate.configured && !everything) continue;
    // No runtime asks for what the version does not have.
    if (everything && !hasCheck(delegate.config)) continue;
    try {
      await checkDelegate(multus, chain, delegate, netns);
    } catch (cause) {
      throw new MultusError(describeFailure("Check", delegate, cause), { cause });
    }
  }
}

async function detach(
  multus: Multus,
  chain: PodChain,
  delegate: Delegate,
  netns: string,
): Promise<void> {
  try {
    await delDelegate(multus, chain, delegate, netns);
  } finally {
    removeDeviceInfo(delegate);
  }
}

/** Single configurations keep going without one. */
function withVersion(delegate: Delegate, cniVersion: string | undefined): Delegate {
  const { kind, config } = delegate;
  if (!cniVersion || kind === "conf" || config["cniVersion"]) return delegate;
  return { ...delegate, config: { ...config, cniVersion } };
}

/** The type of its plugin, as Multus knows it: a list has none. */
function typeOf({ kind, config }: Delegate): string {
  return kind === "conf" && typeof config["type"] === "string" ? config["type"] : "";
}
