/** One pod on the node: its namespace, and what a container runtime has Multus do with it. */

import type { Attachment } from "../../../cni/mod.ts";
import { findLink, isNetns, Netns, Rtnetlink } from "../../../netlink/mod.ts";
import { pluginsOf, withIncoming } from "../../input/chain/mod.ts";
import type { NodeModel, PodChain } from "../../input/model.ts";
import { fullName } from "../../input/names.ts";
import {
  isHardware,
  type PodLink,
  podLinks,
  podLinksNow,
  podNetnsPath,
  type Sandbox,
  type Thing,
} from "../../lab/sandbox/mod.ts";
import type { DetachOptions, StagePod, UpkeepOptions } from "../actions/mod.ts";
import type { Kills } from "../stage/mod.ts";
import { forgetDelegates, MULTUS_DIR } from "./cache.ts";
import { type Caller, type CallerName, CALLERS, type ChainCalls } from "./callers.ts";
import { type AttachedNetwork, hasCheck } from "./delegate_calls.ts";
import { addPod, checkPod, delPod, type Multus } from "./multus.ts";
import { addStandalone, checkStandalone, delStandalone, RUNTIME_DIR } from "./standalone.ts";
import { forgetResults } from "./result_cache.ts";
import type { Programs } from "../../lab/programs/mod.ts";
import { linkChanges, type Step, toStep } from "./trace.ts";
import { askStatus, collectGarbage } from "./upkeep.ts";

/** What pods have in common. */
interface PodSettings {
  sandbox: Sandbox;
  programs: Programs;
  caller: CallerName;
  /** Plugins that are about to be killed. */
  kills: Kills;
  /** When the replay began, on the clock of `performance.now`. */
  beganMs: number;
  /** Multus' `retryDeleteOnError`. */
  retryDeleteOnError: boolean;
  /** The version of Multus' own configuration. */
  cniVersion: string;
  /** The file that Multus waits for in vain. */
  awaitedFile?: string | undefined;
  /** Returns the attachments of a network, by its CNI name, that pods have at the moment. */
  attachments(cniName: string): Attachment[];
  onStep(pod: string, step: Step): void;
  /** All networks of the pod are attached. */
  onRunning(pod: ReplayedPod): Promise<void>;
}

/** A pod that can be attached, looked at, and detached, as often as one likes. */
export class ReplayedPod implements StagePod {
  /** "namespace/name" */
  readonly name: string;
  /** With the arguments of its runtime. */
  readonly chain: PodChain;
  readonly #settings: PodSettings;
  /** The node, as Multus sees it, or the runtime that does without. */
  readonly #cni: Multus;
  #attached: AttachedNetwork[] | undefined;
  #leftovers = false;
  #hasRun = false;
  /** How many namespaces it has had. */
  #namespaces = 0;
  /** Its links before each plugin that runs, by type: those of one type end as they have begun. */
  readonly #linksBefore = new Map<string, PodLink[][]>();

  constructor(chain: PodChain, settings: PodSettings) {
    this.chain = calledBy(CALLERS[settings.caller], chain);
    this.name = fullName(chain.pod);
    this.#settings = settings;
    const { programs, kills, onStep } = settings;
    this.#cni = {
      directory: chain.standalone ? RUNTIME_DIR : MULTUS_DIR,
      runtime: {
        path: programs.path,
        programOf: (type) => {
          this.#lookBefore(type);
          return kills.apply(type, programs.programOf(type), programs.path);
        },
      },
      onExec: (record, { network }) => {
        const { type, exitCode, durationMs } = record;
        const startMs = tenths(performance.now() - durationMs - settings.beganMs);
        kills.ended(type, exitCode);
        onStep(this.name, toStep(record, network, { startMs, links: this.#changes(type) }));
      },
      hasInterface,
      awaitedFile: settings.awaitedFile,
    };
  }

  /** What the networks returned; undefined while they are not attached. */
  get networks(): readonly AttachedNetwork[] | undefined {
    return this.#attached;
  }

  /** Path of its network namespace, or of the last one that it had. No two have the same. */
  get netns(): string {
    return podNetnsPath(this.chain.pod, Math.max(1, this.#namespaces));
  }

  get attached(): boolean {
    return this.#attached !== undefined;
  }

  /** Whether there is something to detach: an attempt to attach, and no DEL without error since. */
  get hasLeftovers(): boolean {
    return this.#leftovers;
  }

  /** Makes the pod's namespace if need be, and attaches its networks. Throws what the kubelet is told. */
  async attach(): Promise<void> {
    if (!isNetns(this.netns)) {
      this.#namespaces++;
      this.#settings.sandbox.createPod(this.netns);
    }
    this.#leftovers = true;
    await CALLERS[this.#settings.caller].attach(this.#calls());
    this.#hasRun = true;
    await this.#settings.onRunning(this);
  }

  /** Checks the networks that are checked without being asked for, or all. Throws what the kubelet is told. */
  async check(options: { everything?: boolean } = {}): Promise<void> {
    const { chain, netns } = this;
    await (chain.standalone
      ? checkStandalone(this.#cni, chain, netns)
      : checkPod(this.#cni, chain, netns, options));
  }

  /** The attachments of a network that it has; none without a namespace. */
  attachmentsOf(cniName: string): Attachment[] {
    const { containerId, delegates } = this.chain;
    if (!this.attached || !isNetns(this.netns)) return [];
    return delegates.filter((delegate) => delegate.cniName === cniName)
      .map(({ ifname }) => ({ containerId, ifname }));
  }

  /** GC of its networks, as who calls it does. Throws Error with all errors. */
  async collectGarbage({ by }: UpkeepOptions = {}): Promise<void> {
    const { caller, cniVersion, attachments } = this.#settings;
    await collectGarbage(this.#cni, this.chain, { by, caller, cniVersion }, {
      attachments,
      isStale: this.attached && !isNetns(this.netns),
      del: () => this.detach({ netns: this.netns }),
    });
  }

  /** STATUS of its networks, as who calls it does. Throws Error with all errors. */
  async askStatus({ by }: UpkeepOptions = {}): Promise<void> {
    const { caller, cniVersion } = this.#settings;
    await askStatus(this.#cni, this.chain, { by, caller, cniVersion });
  }

  /**
   * Detaches the networks, as the runtime does it, or with `netns` told to the plugins; `podGone` when
   * the API does not know the pod any more. Throws what the kubelet is told.
   */
  async detach({ netns, podGone = false }: DetachOptions = {}): Promise<void> {
    const calls = this.#calls(podGone);
    await (netns === undefined ? CALLERS[this.#settings.caller].detach(calls) : calls.del(netns));
    this.#leftovers = false;
  }

  /** Removes the pod's namespace, if it is still there. */
  remove(): void {
    this.#settings.sandbox.deletePod(this.netns);
  }

  /** Returns the pod's links as they are. */
  async links(): Promise<PodLink[]> {
    return await podLinks(this.netns, (link) => isHardware(this.#settings.sandbox.node, link));
  }

  /** Returns the pod's links as they are at this moment; none without a namespace. */
  linksNow(): PodLink[] {
    if (!isNetns(this.netns)) return [];
    return podLinksNow(this.netns, (link) => isHardware(this.#settings.sandbox.node, link));
  }

  /** A plugin of that type is about to run. */
  #lookBefore(type: string): void {
    const waiting = this.#linksBefore.get(type) ?? [];
    this.#linksBefore.set(type, [...waiting, this.linksNow()]);
  }

  #changes(type: string): Step["measured"]["links"] {
    return linkChanges(this.#linksBefore.get(type)?.shift() ?? [], this.linksNow());
  }

  /** Has Multus lose which delegates the pod has. */
  loseDelegates(): void {
    forgetDelegates(this.#cni.directory, this.chain.containerId);
  }

  /** Has Multus, or the runtime, lose the results of the pod's plugins. */
  loseResults(): void {
    const { delegates, containerId } = this.chain;
    for (const { cniName } of delegates) forgetResults(this.#cni.directory, cniName, containerId);
  }

  /** Whether the configuration that the runtime has is of a version with CHECK: Multus' own, if there is Multus. */
  #hasCheck(): boolean {
    const { standalone, delegates } = this.chain;
    if (standalone) return delegates.every(({ config }) => hasCheck(config));
    return hasCheck({ cniVersion: this.#settings.cniVersion });
  }

  #calls(podGone = false): ChainCalls {
    const { chain, netns } = this;
    return {
      netns,
      add: async () => {
        const add = chain.standalone ? addStandalone : addPod;
        this.#attached = await add(this.#cni, chain, netns);
      },
      check: () => this.check(),
      del: async (path) => {
        this.#attached = undefined;
        const { retryDeleteOnError, cniVersion } = this.#settings;
        await (chain.standalone
          ? delStandalone(this.#cni, chain, path)
          : delPod(this.#cni, chain, path, { retryDeleteOnError, podGone, cniVersion }));
      },
      hasCheck: this.#hasCheck(),
      hasNetns: () => isNetns(netns),
      closeNetns: () => this.remove(),
      hasRun: () => this.#hasRun,
      forget: () => {
        this.#leftovers = false;
      },
      hasAddress: () => (this.#attached?.[0]?.result.ips.length ?? 0) > 0,
    };
  }
}

/** Returns the chain with the runtime's arguments: behind those of Multus, or alone where there is none. */
function calledBy(caller: Caller, chain: PodChain): PodChain {
  const incoming = caller.cniArgs(chain);
  if (incoming.length === 0) return chain;
  const delegates = chain.delegates.map((delegate) => ({
    ...delegate,
    cniArgs: withIncoming(chain.standalone ? [] : delegate.cniArgs, incoming),
  }));
  return { ...chain, delegates };
}

/** The stock bridge plugin makes a bridge on the node for a network's first pod, and leaves it. */
export function lastingThings({ delegates }: PodChain): (thing: Thing) => boolean {
  const bridges = delegates.flatMap(pluginsOf)
    .filter(({ type }) => type === "bridge")
    .map(({ bridge }) => typeof bridge === "string" ? bridge : "cni0");
  return ({ link }) => link !== undefined && bridges.includes(link);
}

/** The stock host-device plugin gives a link back down, with the alias that tells its name on the host. */
export function lastingChanges(
  { delegates }: PodChain,
  { nics, physicalFunctions }: NodeModel,
): (thing: Thing, property: string) => string | undefined {
  const devices = [...nics, ...physicalFunctions.flatMap((pf) => [pf, ...pf.virtualFunctions])];
  const moved = delegates.flatMap((delegate) =>
    pluginsOf(delegate).filter(({ type }) => type === "host-device").map((config) => ({
      name: config["device"],
      mac: config["hwaddr"],
      pciAddress: config["pciBusID"] ?? delegate.deviceId,
    }))
  );
  const names = devices.filter((device) =>
    moved.some(({ name, mac, pciAddress }) =>
      device.name === name || device.mac === mac || device.pciAddress === pciAddress
    )
  ).map(({ name }) => name);
  return ({ link }, property) =>
    link !== undefined && names.includes(link) && ["state", "alias"].includes(property)
      ? "host-device"
      : undefined;
}

function hasInterface(path: string, ifname: string): boolean {
  using netns = Netns.open(path);
  using rt = Rtnetlink.open({ netns });
  return findLink(rt, ifname) !== undefined;
}

function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}
