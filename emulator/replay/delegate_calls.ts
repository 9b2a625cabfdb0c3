/** The calls of one delegate: a network, or a list of plugins. */

import {
  addNetwork,
  addNetworkList,
  type AttachmentRequest,
  checkNetwork,
  checkNetworkList,
  delNetwork,
  delNetworkList,
  parseNetwork,
  parseNetworkList,
  type Result,
  type Runtime,
} from "../../cni/mod.ts";
import type { Delegate, PodChain } from "../model.ts";

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
}

/** Returns the result of the delegate's ADD. Throws CniError. */
export async function addDelegate(
  cni: Cni,
  chain: PodChain,
  delegate: Delegate,
  netns: string,
): Promise<Result> {
  const runtime = runtimeFor(cni, delegate);
  const attachment = { ...attachmentOf(chain, delegate, netns), args: delegate.cniArgs };
  return delegate.kind === "conf"
    ? await addNetwork(runtime, networkOf(delegate), attachment)
    : await addNetworkList(runtime, networkListOf(delegate), attachment);
}

/** Runs the delegate's DEL. Throws CniError. */
export async function delDelegate(
  cni: Cni,
  chain: PodChain,
  delegate: Delegate,
  netns: string,
): Promise<void> {
  const runtime = runtimeFor(cni, delegate);
  const attachment = attachmentOf(chain, delegate, netns);
  return delegate.kind === "conf"
    ? await delNetwork(runtime, networkOf(delegate), attachment)
    : await delNetworkList(runtime, networkListOf(delegate), attachment);
}

/** Runs the delegate's CHECK. Throws CniError. */
export async function checkDelegate(
  cni: Cni,
  chain: PodChain,
  delegate: Delegate,
  netns: string,
): Promise<void> {
  const runtime = runtimeFor(cni, delegate);
  const attachment = attachmentOf(chain, delegate, netns);
  return delegate.kind === "conf"
    ? await checkNetwork(runtime, networkOf(delegate), attachment)
    : await checkNetworkList(runtime, networkListOf(delegate), attachment);
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
    args: delegate.cniArgs.filter(([key]) => !ADD_ONLY.includes(key)),
    capabilityArgs: delegate.runtimeConfig,
  };
}

/** Addresses that the pod asks for are told in CNI_ARGS as well, but only to ADD. */
const ADD_ONLY: readonly string[] = ["MAC", "IP"];

function networkOf({ config }: Delegate) {
  return parseNetwork(encode(config));
}

function networkListOf({ config }: Delegate) {
  return parseNetworkList(encode(config));
}

function encode(json: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(json));
}
