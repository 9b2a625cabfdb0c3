/** The hardware of a running lab, and what can be done to it: for the lab itself, and beside it. */

import { getLink, type Netem, Netns, NetnsError, Rtnetlink } from "../../../netlink/mod.ts";
import type { NodeModel } from "../../input/model.ts";
import { isUserspace } from "../../input/devices/mod.ts";
import {
  impairCable,
  impairmentOf,
  setCable,
  setUp,
  updateCable,
  updateCarriers,
} from "./cable.ts";
import { noteOutage } from "./outages.ts";
import { FABRIC_NETNS, NODE_NETNS } from "./places.ts";
import { NoLabError, readRegistry } from "./registry.ts";
import {
  cableEnds,
  hostPorts,
  switchBridgeNamed,
  virtualFunctionNamed,
  wiringNamed,
} from "./wiring.ts";

/** Something of the hardware, as it is. */
export interface HardwareState {
  kind: "physical function" | "virtual function" | "NIC" | "switch";
  name: string;
  /** Whether it has a carrier, or, of a switch, is on. */
  connected: boolean;
  /** What its cable does to frames; absent where it does nothing. */
  impairment?: Netem;
}

/** Devices, cables and switches. Names are those of the node's model; Error is thrown for others. */
export class Hardware {
  constructor(
    readonly node: NodeModel,
    /** Speaks to the node. */
    readonly rt: Rtnetlink,
    /** Speaks to the fabric. */
    readonly fabric: Rtnetlink,
  ) {}

  /** Pulls the cable of a physical function or a NIC, or plugs it in. */
  setCable(name: string, connected: boolean): void {
    setCable(this.fabric, this.node, name, connected);
  }

  /** Has the cable of a physical function or a NIC lose or delay frames; nothing of both ends it. */
  impairCable(name: string, netem: Netem): void {
    impairCable(this.fabric, this.node, name, netem);
  }

  /** Sets a physical function up or down, as an administrator of the node would. */
  setPhysicalFunction(name: string, up: boolean): void {
    wiringNamed(this.node, name);
    setUp(this.rt, name, up);
    updateCarriers(this.fabric, this.node, name);
  }

  /** Has a virtual function, by its name on the host, lose its carrier, or have it back. */
  setVirtualFunction(name: string, connected: boolean): void {
    const { physical } = virtualFunctionNamed(this.node, name);
    noteOutage("virtualFunctions", name, !connected);
    updateCarriers(this.fabric, this.node, physical.name);
  }

  /** Sets the network device of a NIC up or down, as an administrator of the node would. */
  setNic(name: string, up: boolean): void {
    setUp(this.rt, name, up);
  }

  /** Switches a switch of the fabric on or off: links into it lose their carriers with it. */
  setSwitch(name: string, on: boolean): void {
    setUp(this.fabric, switchBridgeNamed(this.node, name), on);
    noteOutage("switches", name, !on);
    for (const device of [...this.node.physicalFunctions, ...this.node.nics]) {
      if (device.switch === name) updateCable(this.fabric, this.node, device.name);
    }
    for (const port of hostPorts(this.node, name)) setUp(this.fabric, port, on);
  }

  /**
   * Takes the thing of that name out of service, or puts it back: of a physical function or a NIC its
   * cable, of a virtual function its carrier, a whole switch.
   */
  setAny(name: string, up: boolean): void {
    const { switches } = this.node;
    if (this.#virtualFunctions().some((virtual) => virtual.name === name)) {
      return this.setVirtualFunction(name, up);
    }
    if (switches.some((known) => known.name === name)) return this.setSwitch(name, up);
    this.setCable(name, up);
  }

  /** Returns everything that `setAny` knows, as it is. */
  states(): HardwareState[] {
    const { physicalFunctions, nics, switches } = this.node;
    const isUp = (link: string) => getLink(this.fabric, link).up;
    const cables = (kind: HardwareState["kind"], devices: readonly { name: string }[]) =>
      devices.map(({ name }): HardwareState => {
        const impairment = impairmentOf(this.fabric, this.node, name);
        return {
          kind,
          name,
          connected: isUp(cableEnds(this.node, name).near),
          ...(impairment ? { impairment } : {}),
        };
      });
    return [
      ...cables("physical function", physicalFunctions),
      ...this.#virtualFunctions().map(({ name }) => ({
        kind: "virtual function" as const,
        name,
        connected: isUp(virtualFunctionNamed(this.node, name).port),
      })),
      ...cables("NIC", nics),
      ...switches.map(({ name }) => ({
        kind: "switch" as const,
        name,
        connected: isUp(switchBridgeNamed(this.node, name)),
      })),
    ];
  }

  #virtualFunctions() {
    return this.node.physicalFunctions.flatMap(({ virtualFunctions }) => virtualFunctions)
      .filter((virtual) => !isUserspace(virtual));
  }
}

/**
 * Runs `work` with the hardware of the lab that this process is in, whichever of its namespaces that
 * is. Throws NoLabError when there is no lab around it.
 */
export function withHardware<T>(work: (hardware: Hardware) => T): T {
  const node = readRegistry();
  using handles = new DisposableStack();
  const speakTo = (path: string) => {
    try {
      return handles.use(Rtnetlink.open({ netns: handles.use(Netns.open(path)) }));
    } catch (cause) {
      if (!(cause instanceof NetnsError)) throw cause;
      throw new NoLabError(`no lab is running here: ${path} is ${cause.reason}`, { cause });
    }
  };
  return work(new Hardware(node, speakTo(NODE_NETNS), speakTo(FABRIC_NETNS)));
}
