/** A bond that the switch is not set up for. */

import type { BondMode } from "../../../bond/mod.ts";
import {
  aboutConfig,
  bondsIn,
  type ChainContext,
  linksByDevice,
  listed,
  type Report,
} from "../lint/mod.ts";
import type { Aggregate } from "../model.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

const TRUSTED = '"trust": "on", "spoofchk": "off"';

/** The finding `switch-aggregate`. */
export const switchAggregate = defineRule({
  code: "switch-aggregate",
  severity: "warning",
  replay: "all",
  title: "a bond that the switch is not set up for",
  why: "In balance-rr, balance-xor and broadcast all links send with one address at once. Where " +
    "the switch does not take their ports for one, the address moves between them with every " +
    "frame, and what the pod floods comes back to it; in broadcast every frame arrives twice. " +
    "The other modes want ports that are no aggregate.",
  remedy: "Group the ports at the switch (a static aggregate, without LACP), and say so in a " +
    "ChainScenario: node: {switches: [{name: switch1, aggregates: [{name: lag, ports: [ens1f0, " +
    "ens2f0], static: true}]}]}; or use active-backup.",
  wrong: variation({ bond: '"mode": "balance-xor", "failOverMac": null', links: TRUSTED }),
  right: variation({
    bond: '"mode": "balance-xor", "failOverMac": null',
    links: TRUSTED,
    more: `apiVersion: emulator.bond/v1
kind: ChainScenario
metadata:
  name: example
node:
  switches:
    - {name: switch1, aggregates: [{name: lag, ports: [ens1f0, ens2f0], static: true}]}
`,
  }),
  inPod: check,
});

/** What is wanted of the switch: its ports grouped, by LACP or without, or each for itself. */
type Wanted = "static" | "LACP" | "none";

const WANTED: Readonly<Record<BondMode, Wanted>> = {
  "balance-rr": "static",
  "active-backup": "none",
  "balance-xor": "static",
  broadcast: "static",
  "802.3ad": "LACP",
  "balance-tlb": "none",
  "balance-alb": "none",
};
/** Modes of no use, or worse, without it; LACP is told of elsewhere. */
const IN_NEED: readonly BondMode[] = ["balance-rr", "balance-xor", "broadcast"];

function check(context: ChainContext): Report[] {
  const aggregates = context.node.switches.flatMap(({ aggregates = [] }) => aggregates);
  return bondsIn(context).flatMap((bond): Report[] => {
    const { mode, delegate: { network } } = bond;
    const ports = linksByDevice(context, bond).map(({ device }) => device);
    if (mode === undefined || ports.length < 2) return [];
    const shared = aggregates.find((one) => ports.every((port) => one.ports.includes(port)));
    const isInNeed = IN_NEED.includes(mode) && !(mode === "broadcast" && areApart(context, ports));
    if (kindOf(shared) === WANTED[mode] || (!shared && !isInNeed)) return [];
    return [aboutConfig(context, bond, ["mode"], {
      message: shared
        ? `${network} is in mode ${mode}, but the switch takes ${listed(ports)} for one port: ` +
          `they are its ${kindOf(shared)} aggregate ${shared.name}`
        : `${network} sends through ${listed(ports)} with one address (mode ${mode}), and the ` +
          "switch has no static aggregate of them",
      hint: shared
        ? MODES_FOR[kindOf(shared)]
        : (mode === "broadcast"
          ? "put the ports on switches that are apart, or group them"
          : "group the ports at the switch") +
          ", and say so in a ChainScenario (aggregates with static: true), or use active-backup",
    })];
  });
}

/** Whether each of the node's ports is on a switch of its own: broadcast is for networks that are apart. */
function areApart({ node }: ChainContext, ports: readonly string[]): boolean {
  const devices = [...node.physicalFunctions, ...node.nics];
  const switches = ports.map((port) => devices.find(({ name }) => name === port)?.switch);
  return new Set(switches).size === ports.length;
}

function kindOf(aggregate: Aggregate | undefined): Wanted {
  return aggregate === undefined ? "none" : aggregate.static ? "static" : "LACP";
}

const MODES_FOR: Readonly<Record<Wanted, string>> = {
  LACP: "use 802.3ad, or have the switch take each port for itself",
  static: "use balance-xor, or have the switch take each port for itself",
  none: "",
};
