/** Hearing what happens to the bonds of a whole node. */

import { messageOf } from "../../cni/mod.ts";
import { NetnsError } from "../../netlink/mod.ts";
import { type BondChange, bondChanges, BondWatch } from "../library/mod.ts";
import { namespacePaths } from "./node_bonds.ts";

/** Something that happened to a bond of a node. */
export interface NodeBondChange extends BondChange {
  /** A path at which its namespace can be entered, or could be. */
  netns: string;
}

/** How long a namespace that has come or gone may go unnoticed, ms: whoever watches one keeps it. */
const LOOK_MS = 250;

/**
 * Hears every change of the bonds in every network namespace that can be found from here, from its making
 * on. A namespace that comes later is found, and one that nobody else has any more is let go.
 */
export class NodeWatch implements Disposable {
  /** By the namespace's name, such as net:[4026532008]. */
  readonly #watches = new Map<string, { path: string; watch: BondWatch }>();
  /** Those that cannot be entered. */
  readonly #closed = new Set<string>();
  readonly #problems: string[] = [];
  #lookedMs = -Infinity;

  constructor() {
    this.#look();
  }

  /** Returns what has happened since the last time, without waiting. */
  next(): NodeBondChange[] {
    const changes = [...this.#watches.values()].flatMap(({ path, watch }) =>
      watch.next(0).map((change) => ({ ...change, netns: path }))
    );
    return performance.now() - this.#lookedMs < LOOK_MS ? changes : [...changes, ...this.#look()];
  }

  /** Returns what could not be looked at, as sentences, each once. */
  problems(): string[] {
    return this.#problems.splice(0);
  }

  /** Goes by the namespaces that there are now. */
  #look(): NodeBondChange[] {
    this.#lookedMs = performance.now();
    const found = namespacePaths();
    const changes: NodeBondChange[] = [];
    for (const [id, { path, watch }] of this.#watches) {
      if (found.has(id)) continue;
      changes.push(...bondChanges(watch.bonds, []).map((change) => ({ ...change, netns: path })));
      watch[Symbol.dispose]();
      this.#watches.delete(id);
    }
    for (const [id, path] of found) {
      const known = this.#watches.get(id);
      if (known) known.path = path;
      else changes.push(...this.#enter(id, path));
    }
    return changes;
  }

  #enter(id: string, path: string): NodeBondChange[] {
    if (this.#closed.has(id)) return [];
    try {
      const watch = new BondWatch(path);
      this.#watches.set(id, { path, watch });
      return bondChanges([], watch.bonds).map((change) => ({ ...change, netns: path }));
    } catch (error) {
      // A process has ended meanwhile, and its namespace with it.
      if (error instanceof NetnsError && error.reason === "absent") return [];
      this.#closed.add(id);
      this.#problems.push(`${path}: ${messageOf(error)}`);
      return [];
    }
  }

  [Symbol.dispose](): void {
    for (const { watch } of this.#watches.values()) watch[Symbol.dispose]();
    this.#watches.clear();
  }
}
