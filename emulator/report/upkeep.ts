/** What the plugin has on a node, and what of it was tidied up, as lines. */

import type { Garbage, GarbageReport, NodeStatus } from "../../bond/mod.ts";
import type { Style } from "./style.ts";

/** Returns the lines of `bond status`. */
export function statusLines(status: NodeStatus, style: Style): string[] {
  const { driver, capabilities, delegates, policy, state, leftovers, aside } = status;
  const needs = Object.entries({ driver, capabilities, delegates, policy, state });
  return [
    ...needs.map(([name, { ok, text }]) =>
      `${ok ? style.good("✓") : style.bad("✗")} ${name.padEnd(12)}  ${text}`
    ),
    ...(leftovers.length === 0 ? [] : ["", "waiting for bond gc:"]),
    ...leftovers.map((one) => `  ${describe(one)}: ${one.why}`),
    ...(aside.length === 0 ? [] : ["", "no records, kept to be looked at:"]),
    ...aside.map((path) => `  ${path}`),
  ];
}

/** Returns the lines of `bond gc`. */
export function garbageLines({ collected, problems, dryRun }: GarbageReport): string[] {
  const verb = dryRun ? "would be given back" : "given back";
  const lines = collected.map((one) => {
    const back = one.links.filter((name) => !one.waiting.includes(name));
    const waits = one.waiting.length === 0 ? "" : `; ${one.waiting.join(", ")} must wait`;
    return `${describe(one)}: ${back.length === 0 ? "nothing" : back.join(", ")} ${verb}${waits}`;
  });
  return [...(lines.length === 0 ? ["nothing to collect"] : lines), ...problems];
}

function describe({ network, containerId, ifname }: Garbage): string {
  return `${ifname} of container ${containerId} (${network})`;
}
