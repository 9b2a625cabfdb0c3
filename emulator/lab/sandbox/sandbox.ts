/** A node with hardware of its own, in a world of its own. */

import { removeIfPresent } from "../../../cni/mod.ts";
import {
  addAltName,
  addRoute,
  createNetns,
  deleteNetns,
  getLink,
  Netns,
  Rtnetlink,
  setLink,
  writeKernelFile,
} from "../../../netlink/mod.ts";
import type { NodeModel } from "../../input/model.ts";
import { updateCarriers } from "./cable.ts";
import { buildFabric } from "./fabric.ts";
import { Hardware } from "./hardware.ts";
import { type Daemon, startDaemon } from "./daemon.ts";
import { dhcpServer } from "./dhcp.ts";
import { buildHosts, HOST_LINK } from "./hosts.ts";
import { forgetOutages } from "./outages.ts";
import { FABRIC_NETNS, hostNetnsPath, LAB_DIR, NODE_NETNS } from "./places.ts";
import { hideCards, showCards } from "./pci.ts";
import { createPodNetns, deletePodNetns } from "./pod.ts";
import { writePolicy } from "./policy.ts";
import { writeRegistry } from "./registry.ts";
import { type Snapshot, takeSnapshot } from "./snapshot.ts";
import { forgetVfStates } from "./vf_state.ts";
import { devicesOf, predictableName } from "./wiring.ts";

/**
 * The node that plugins run on, and the fabric around it. While it exists this process is in the
 * node's namespace, so that every process it starts runs on the node.
 */
export class Sandbox implements Disposable {
  readonly #pods = new Set<string>();
  readonly #home: Netns;
  #boot: Boot;

  private constructor(
    readonly node: NodeModel,
    /** What runs on the node from its boot on. */
    readonly services: readonly Daemon[],
    home: Netns,
    boot: Boot,
    /** Whether /sys/bus/pci shows its cards. */
    readonly cards: boolean,
  ) {
    this.#home = home;
    this.#boot = boot;
  }

  /**
   * Builds the node, and starts its services; with `cards`, /sys/bus/pci shows what it has. This process
   * must be root in network, mount and process namespaces of its own.
   */
  static create(
    node: NodeModel,
    services: readonly Daemon[] = [],
    { cards = false } = {},
  ): Sandbox {
    const home = Netns.current();
    try {
      if (cards) showCards(node);
      return new Sandbox(node, services, home, boot(node, services, home), cards);
    } catch (error) {
      home[Symbol.dispose]();
      removeIfPresent(LAB_DIR, { recursive: true });
      throw error;
    }
  }

  get netns(): Netns {
    return this.#boot.netns;
  }

  get fabricNetns(): Netns {
    return this.#boot.fabricNetns;
  }

  /** Speaks to the node. */
  get rt(): Rtnetlink {
    return this.#boot.rt;
  }

  /** Speaks to the fabric. */
  get fabric(): Rtnetlink {
    return this.#boot.fabric;
  }

  /** Devices, cables and switches; those of the next boot are others. */
  get hardware(): Hardware {
    return new Hardware(this.node, this.rt, this.fabric);
  }

  /** Makes the namespace of a pod at `path`. */
  createPod(path: string): void {
    createPodNetns(path);
    this.#pods.add(path);
  }

  /** Removes the namespace of a pod, if it is still there. */
  deletePod(path: string): void {
    deletePodNetns(path, this.node, this.netns);
    this.#pods.delete(path);
  }

  /** Loses all namespaces, links, and what is in memory, and builds the node anew. /var/lib stays. */
  reboot(): void {
    for (const path of this.#pods) this.deletePod(path);
    this.#boot.dispose();
    this.#boot = boot(this.node, this.services, this.#home);
  }

  /** Takes down everything of the node that a pod must leave as it was. */
  snapshot(): Snapshot {
    return takeSnapshot(this.rt, this.node);
  }

  /** Removes the pods that are left, the node and the fabric, and returns to where it came from. */
  [Symbol.dispose](): void {
    for (const path of this.#pods) this.deletePod(path);
    this.#boot.dispose();
    if (this.cards) hideCards();
    this.#home[Symbol.dispose]();
    removeIfPresent(LAB_DIR, { recursive: true });
  }
}

/** The namespaces of a node between two boots. */
interface Boot {
  netns: Netns;
  fabricNetns: Netns;
  rt: Rtnetlink;
  fabric: Rtnetlink;
  /** Removes it all, and returns to the namespace it was built from. */
  dispose(): void;
}

/** Builds node and fabric, and enters the node. Leaves nothing behind when it throws. */
function boot(node: NodeModel, services: readonly Daemon[], home: Netns): Boot {
  using cleanup = new DisposableStack();
  cleanup.defer(forgetVfStates);
  cleanup.defer(forgetOutages);
  const namespace = (path: string) => {
    createNetns(path);
    cleanup.defer(() => deleteNetns(path));
    return cleanup.use(Netns.open(path));
  };
  const netns = namespace(NODE_NETNS);
  const fabricNetns = namespace(FABRIC_NETNS);
  // Link-local traffic of the fabric's own ports would only be noise.
  fabricNetns.run(() => writeKernelFile("/proc/sys/net/ipv6/conf/default/disable_ipv6", "1"));
  const rt = cleanup.use(Rtnetlink.open({ netns }));
  const fabric = cleanup.use(Rtnetlink.open({ netns: fabricNetns }));
  writeRegistry(node);
  writePolicy(node);
  buildFabric(fabric, node, netns);
  cleanup.defer(() => node.hosts.forEach(({ name }) => deleteNetns(hostNetnsPath(name))));
  buildHosts(fabric, node);
  for (const host of node.hosts) {
    const server = dhcpServer(host, HOST_LINK);
    if (server) cleanup.use(startDaemon(server));
  }
  startNode(rt, node);
  for (const { name } of node.physicalFunctions) updateCarriers(fabric, node, name);
  netns.enter();
  cleanup.defer(() => home.enter());
  for (const service of services) cleanup.use(startDaemon(service));
  const everything = cleanup.move();
  return { netns, fabricNetns, rt, fabric, dispose: () => everything.dispose() };
}

/**
 * What happens at the boot of a node: devices get their second names, the physical ones
 * come up, and there may be a default route.
 */
function startNode(rt: Rtnetlink, node: NodeModel): void {
  setLink(rt, getLink(rt, "lo").index, { up: true });
  for (const { name, pciAddress } of devicesOf(node)) {
    addAltName(rt, getLink(rt, name).index, predictableName(pciAddress));
  }
  for (const { name } of [...node.physicalFunctions, ...node.nics]) {
    setLink(rt, getLink(rt, name).index, { up: true });
  }
  for (const { name } of node.nics.filter(({ defaultRoute }) => defaultRoute)) {
    addRoute(rt, { destination: "0.0.0.0/0", outputIndex: getLink(rt, name).index });
  }
}
