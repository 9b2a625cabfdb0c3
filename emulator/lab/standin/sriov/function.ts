/** A virtual function as the plugin works with it, through its physical function. */

import { isUserspace } from "../../../input/devices/mod.ts";
import { findLink, Netns, Rtnetlink } from "../../../../netlink/mod.ts";
import type { NodeModel } from "../../../input/model.ts";
import {
  enforceVfState,
  FABRIC_NETNS,
  findFunction,
  type PlacedFunction,
  readRegistry,
  readVfState,
  type VfState,
  writeVfState,
} from "../../sandbox/mod.ts";
import type { SriovConfig } from "./config.ts";

/** A virtual function of the node. */
export class VirtualFunctionHandle {
  private constructor(
    readonly node: NodeModel,
    readonly placed: PlacedFunction,
  ) {}

  /** Returns the function with that PCI address. Throws Error when the node has none. */
  static find(pciAddress: string): VirtualFunctionHandle {
    const node = readRegistry();
    const placed = findFunction(node, pciAddress);
    if (placed) return new VirtualFunctionHandle(node, placed);
    const physical = node.physicalFunctions.find((physical) => physical.pciAddress === pciAddress);
    const why = physical
      ? `it is the physical function ${physical.name} itself`
      : "the node has no such device";
    throw new Error(`LoadConf(): failed to get VF information: ${pciAddress}: ${why}`);
  }

  get pciAddress(): string {
    return this.placed.virtual.pciAddress;
  }

  /** Whether a program in user space drives it: it has no network device then. */
  get userspace(): boolean {
    return isUserspace(this.placed.virtual);
  }

  get state(): VfState {
    return readVfState(this.pciAddress);
  }

  /** Tells the physical function, which keeps it and acts on it. */
  set state(state: VfState) {
    const former = this.state;
    writeVfState(this.pciAddress, state);
    if (this.userspace) return;
    using fabric = Netns.open(FABRIC_NETNS);
    using rt = Rtnetlink.open({ netns: fabric });
    // A function whose network device is gone has nothing to be enforced on.
    if (findLink(rt, this.placed.port)) {
      enforceVfState(rt, this.node, this.placed, state, former);
    }
  }
}

/** Returns `state` with what the configuration asks for. */
export function requestedState(state: VfState, config: SriovConfig): VfState {
  const { vlan, vlanQos, vlanProto, mac, spoofChk, trust, linkState, minTxRate, maxTxRate } =
    config;
  return {
    ...state,
    adminMac: mac ?? state.adminMac,
    vlan: vlan ?? state.vlan,
    // A VLAN without a priority or protocol has the default ones, not what an earlier pod had.
    vlanQos: vlan === undefined ? state.vlanQos : vlanQos ?? 0,
    vlanProto: vlan === undefined ? state.vlanProto : vlanProto ?? "802.1q",
    spoofChk: spoofChk ?? state.spoofChk,
    trust: trust ?? state.trust,
    linkState: linkState ?? state.linkState,
    // Both are told together: without the other one there is no other limit.
    ...(minTxRate === undefined && maxTxRate === undefined
      ? {}
      : { minTxRate: minTxRate ?? 0, maxTxRate: maxTxRate ?? 0 }),
  };
}

/**
 * Returns `state` with what the configuration asked for as it was in `original`, and the rest as it is:
 * it may be another pod's by now.
 */
export function restoredState(state: VfState, config: SriovConfig, original: VfState): VfState {
  const { vlan, spoofChk, trust, linkState, minTxRate, maxTxRate } = config;
  const { vlanQos, vlanProto } = original;
  return {
    ...state,
    // The address is given back whether or not one was asked for.
    adminMac: original.adminMac,
    ...(vlan === undefined ? {} : { vlan: original.vlan, vlanQos, vlanProto }),
    ...(spoofChk === undefined ? {} : { spoofChk: original.spoofChk }),
    ...(trust === undefined ? {} : { trust: original.trust }),
    ...(linkState === undefined ? {} : { linkState: original.linkState }),
    ...(minTxRate === undefined && maxTxRate === undefined
      ? {}
      : { minTxRate: original.minTxRate, maxTxRate: original.maxTxRate }),
  };
}
