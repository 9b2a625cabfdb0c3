/** ADD of the sriov plugin, in sriov-cni's order. */

import {
  announce,
  CniError,
  configureInterface,
  emptyResult,
  extendResult,
  type Interface,
  type Invocation,
  ipamAdd,
  ipamDel,
  messageOf,
  type Result,
  toCniError,
  writeInterfaceSetting,
} from "../../../../cni/mod.ts";
import {
  findLink,
  getLink,
  type Link,
  Netns,
  Rtnetlink,
  setLink,
  SystemError,
} from "../../../../netlink/mod.ts";
import { deviceLink } from "../../sandbox/mod.ts";
import { macRequests, parseSriovConfig, refuseWrongTypes, type SriovConfig } from "./config.ts";
import { requestedState, VirtualFunctionHandle } from "./function.ts";
import {
  DeviceLock,
  markFree,
  markInUse,
  refuseInUse,
  removeAttached,
  saveAttached,
} from "./state.ts";

/** Serves ADD. Throws after everything has been put back. */
export async function add(
  invocation: Invocation,
  commit: (result: Result) => void,
): Promise<void> {
  refuseWrongTypes(invocation.config.raw);
  const config = loading(() =>
    parseSriovConfig(
      invocation.config.raw,
      macRequests(invocation.config.raw, invocation.args.get("MAC")),
    )
  );
  using _lock = await DeviceLock.acquire(config.deviceId);
  const device = loading(() => {
    const found = VirtualFunctionHandle.find(config.deviceId);
    refuseInUse(found.pciAddress);
    return found;
  });
  using handles = new DisposableStack();
  const netns = handles.use(Netns.open(invocation.netns));
  const rt = handles.use(Rtnetlink.open({ netns }));
  const node = { netns: handles.use(Netns.current()), rt: handles.use(Rtnetlink.open()) };
  const undo: (() => void | Promise<void>)[] = [];
  try {
    await attach(invocation, config, device, { pod: { netns, rt }, node, undo }, commit);
  } catch (error) {
    for (const step of undo.reverse()) {
      try {
        await step();
      } catch (problem) {
        invocation.log(`while taking back: ${problem}`);
      }
    }
    throw error;
  }
}

/** Returns what `work` does, its error in sriov-cni's words. */
function loading<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const message = messageOf(cause);
    throw new Error(`SRIOV-CNI failed to load netconf: ${message}`, { cause });
  }
}

/** A namespace, and a socket that speaks to it. */
interface Place {
  netns: Netns;
  rt: Rtnetlink;
}

/** What ADD works with. */
interface Places {
  pod: Place;
  node: Place;
  /** What takes back what has been done so far. */
  undo: (() => void | Promise<void>)[];
}

async function attach(
  invocation: Invocation,
  config: SriovConfig,
  device: VirtualFunctionHandle,
  { pod, node, undo }: Places,
  commit: (result: Result) => void,
): Promise<void> {
  const { containerId, ifname, netns } = invocation;
  const link = device.userspace ? undefined : loading(() => hostLink(node.rt, device));
  const original = device.state;
  undo.push(() => {
    device.state = original;
  });
  device.state = requestedState(original, config);

  let moved: Link | undefined;
  if (link) {
    moved = moveIn(node.rt, pod, link, ifname, config);
    const { index } = moved;
    undo.push(() => moveBack(pod.rt, index, node.netns, link.name, link));
    applySettings(pod.netns, ifname);
    setLink(pod.rt, index, { up: true });
  }

  const ipam = await ipamAdd(invocation).catch((cause: unknown) => {
    const { type } = invocation.config.ipam ?? {};
    const from = `from the device "${device.placed.physical.name}"`;
    // sriov-cni passes on the plugin's own words, without its name in front.
    const said = cause instanceof CniError && cause.cause instanceof CniError ? cause.cause : cause;
    throw new Error(`failed to set up IPAM plugin type "${type}" ${from}: ${toCniError(said)}`, {
      cause,
    });
  });
  undo.push(() => ipamDel(invocation));
  const mac = config.mac ?? moved?.address ?? original.adminMac;
  // Without a network device of its own, it is said to have that of its physical function.
  const mtu = moved?.mtu ?? findLink(node.rt, device.placed.physical.name)?.mtu;
  const result = resultOf(invocation, { mac, mtu }, ipam);
  if (ipam && moved) {
    await configureInterface(pod.rt, ifname, result, { netns: pod.netns, log: invocation.log });
  }
  undo.push(() => removeAttached(containerId, ifname), () => markFree(device.pciAddress));
  saveAttached(containerId, ifname, invocation.config.raw, {
    config,
    hostIfName: link?.name ?? "",
    effectiveMac: link?.address ?? "",
    mtu: link?.mtu ?? 0,
    original,
  });
  markInUse(device.pciAddress, netns);
  if (ipam && moved) {
    announce({ netns: pod.netns, index: moved.index, mac: moved.address }, result.ips);
  }
  commit(result);
}

/** So that neighbours learn at once where the address is now, and IPv6 addresses can be used at once. */
const SETTINGS = [
  ["ipv4", "arp_notify"],
  ["ipv6", "ndisc_notify"],
  ["ipv6", "optimistic_dad"],
] as const;

/** Only to be quicker: where the kernel has no such setting, it goes without. */
function applySettings(netns: Netns, ifname: string): void {
  for (const [family, setting] of SETTINGS) {
    try {
      writeInterfaceSetting(netns, family, ifname, setting, "1");
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
    }
  }
}

/** Returns the function's network device. Throws Error when it is not on the node. */
function hostLink(rt: Rtnetlink, { pciAddress }: VirtualFunctionHandle): Link {
  const link = deviceLink(rt, pciAddress);
  if (link) return link;
  throw new Error(
    `LoadConf(): the VF ${pciAddress} has neither an interface on the node nor a DPDK driver`,
  );
}

/** Returns the device as it is in the pod, with its new name. */
function moveIn(
  node: Rtnetlink,
  pod: Place,
  link: Link,
  ifname: string,
  config: SriovConfig,
): Link {
  setLink(node, link.index, { up: false, ...(config.mac ? { address: config.mac } : {}) });
  setLink(node, link.index, { netns: pod.netns, name: ifname });
  return getLink(pod.rt, ifname);
}

/** Gives the device back to the node as it was. */
export function moveBack(
  rt: Rtnetlink,
  index: number,
  nodeNetns: Netns,
  name: string,
  { address, mtu }: { address: string; mtu: number },
): void {
  setLink(rt, index, { up: false, address, mtu });
  setLink(rt, index, { netns: nodeNetns, name });
}

/** What plugins before it returned, and the configuration's own dns, are lost. */
function resultOf(
  { ifname, netns }: Invocation,
  { mac, mtu }: { mac: string; mtu: number | undefined },
  ipam: Result | undefined,
): Result {
  const device: Interface = {
    name: ifname,
    ...(mac === "" ? {} : { mac }),
    ...(mtu === undefined ? {} : { mtu }),
    sandbox: netns,
  };
  return extendResult(emptyResult(), { interface: device, ipam });
}
