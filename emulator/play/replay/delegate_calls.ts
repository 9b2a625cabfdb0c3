/** The calls of one delegate: a network, or a list of plugins. */

import {
  addNetwork,
  addNetworkList,
  type Attachment,
  type AttachmentRequest,
  checkNetwork,
  checkNetworkList,
  delNetwork,
  delNetworkList,
  gcNetworkList,
  isAtLeast,
  isCniVersion,
  type JsonObject,
  parseNetwork,
  parseNetworkList,
  type Result,
  type Runtime,
  statusNetworkList,
  toNetworkList,
} from "../../../cni/mod.ts";
import type { Delegate, PodChain } from "../../input/model.ts";

/** Who calls plugins on the node. */
export interface Cni {
  /** Where the caller keeps its memory, and libcni its results. */
  directory: string;
  /** CNI_PATH, and which program serves a type. */
  runtime: Omit<Runtime, "cacheDir">;
  /** Is told of every plugin that ran, and for which delegate. */
  onExec(record: Parameters<NonNullable<Runtime["onExec"]>>[0], delegate: Delegate): void;
}

/** A delegate and what its ADD returned. */
export interface AttachedNetwork {
  delegate: Delegate;
  result: Result;
  /** What is known of its device. */
  deviceInfo?: JsonObject;
}

/** Returns the result of the delegate's ADD. Throws CniError. */
export async function addDelegate(
  cni: Cni,
  chain: PodChain,
  delegate: Delegate,
  netns: string,
): Promise<Result> {
  const runtime = runtimeFor(cni, delegate);
  const attachment = {
    ...attachmentOf(chain, delegate, netns),
    args: [...delegate.cniArgs, ...delegate.addArgs],
  };
  return delegate.kind === "conf"
    ? await addNetwork(runtime, networkOf(delegate), attachment)
    : await addNetworkList(runtime, listToAdd(delegate), attachment);
}

/** Multus' own words are around those of libcni. */
function listToAdd(delegate: Delegate) {
  try {
    return networkListOf(delegate);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new Error(
      `conflistAdd: error converting the raw bytes into a conflist: ${cause.message}`,
      { cause },
    );
  }
}

/** Runs a command of the delegate that has no result. Throws CniError. */
type DelegateCall = (
  cni: Cni,
  chain: PodChain,
  delegate: Delegate,
  netns: string,
) => Promise<void>;

/** Runs the delegate's DEL. */
export const delDelegate: DelegateCall = delegateCall(delNetwork, delNetworkList);

/** Runs the delegate's CHECK. */
export const checkDelegate: DelegateCall = delegateCall(checkNetwork, checkNetworkList);

function delegateCall(
  network: typeof delNetwork,
  list: typeof delNetworkList,
): DelegateCall {
  return async (cni, chain, delegate, netns) => {
    const runtime = runtimeFor(cni, delegate);
    const attachment = attachmentOf(chain, delegate, netns);
    await (delegate.kind === "conf"
      ? network(runtime, networkOf(delegate), attachment)
      : list(runtime, networkListOf(delegate), attachment));
  };
}

/**
 * Detaches what is remembered of the network but for `valid`, and runs the delegate's GC. Throws
 * AggregateError.
 */
export async function gcDelegate(
  cni: Cni,
  delegate: Delegate,
  valid: readonly Attachment[] | null,
): Promise<void> {
  await gcNetworkList(runtimeFor(cni, delegate), anyListOf(delegate), valid);
}

/** Runs the delegate's STATUS. Throws CniError. */
export async function statusDelegate(cni: Cni, delegate: Delegate): Promise<void> {
  await statusNetworkList(runtimeFor(cni, delegate), anyListOf(delegate));
}

function runtimeFor(cni: Cni, delegate: Delegate): Runtime {
  return {
    ...cni.runtime,
    cacheDir: cni.directory,
    onExec: (record) => cni.onExec(record, delegate),
  };
}

function attachmentOf(chain: PodChain, delegate: Delegate, netns: string): AttachmentRequest {
  return {
    containerId: chain.containerId,
    ifname: delegate.ifname,
    netns,
    args: delegate.cniArgs,
    capabilityArgs: {
      ...(chain.portMappings ? { portMappings: chain.portMappings } : {}),
      ...delegate.runtimeConfig,
    },
  };
}

function networkOf({ config }: Delegate) {
  return parseNetwork(encode(config));
}

/** These calls are for lists alone. */
function anyListOf(delegate: Delegate) {
  return delegate.kind === "conf" ? toNetworkList(networkOf(delegate)) : networkListOf(delegate);
}

function networkListOf({ config }: Delegate) {
  return parseNetworkList(encode(config));
}

function encode(json: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(json));
}

/** Whether plugins of a configuration can be asked for CHECK, which came with 0.4.0. */
export function hasCheck({ cniVersion }: JsonObject): boolean {
  return typeof cniVersion === "string" && isCniVersion(cniVersion) &&
    isAtLeast(cniVersion, "0.4.0");
}
