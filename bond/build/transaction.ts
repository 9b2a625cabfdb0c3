/** The only place that changes links for ADD: it runs the steps of a plan, and takes them back. */

import type { CniError } from "../../cni/mod.ts";
import {
  changeBond,
  createAndGetLink,
  findLink,
  getLink,
  type IndexedChange,
  lookUpLinks,
  NetlinkError,
  type Netns,
  type Rtnetlink,
  setBondPort,
  setLink,
  setLinks,
} from "../../netlink/mod.ts";
import { encodeOptions } from "./encoding.ts";
import { explainKernelError, interfaceExistsError, vanishedError, withDetails } from "../errors.ts";
import { deleteBond, giveBack, type LinkRecord, type Places } from "../restore/mod.ts";
import type { BondPlan, Plan, PlannedStep, Step, Undo } from "./plan.ts";

/** Where a transaction works: both ends are there. */
export type Workplace = Required<Places> & { containerNetns: Netns };

/** A run of a plan. */
export class Transaction {
  readonly #plan: Plan;
  readonly #place: Workplace;
  readonly #journal: Undo[] = [];
  /** Indices of the links where they are now: those on the host, then those in the container. */
  readonly #indices: number[];
  #bondIndex: number | undefined;
  /** Whether the kernel may have made the bond: it said so, or it said nothing. */
  #mayExist = false;

  constructor(plan: Plan, place: Workplace) {
    this.#plan = plan;
    this.#place = place;
    this.#indices = plan.record.links.map(({ index }) => index);
  }

  /** Index of the bond in the container. */
  get bondIndex(): number {
    if (this.#bondIndex === undefined) throw new Error("the bond has not been created");
    return this.#bondIndex;
  }

  /** Returns the index of the link that is called `name` in the container, once it is there. */
  indexOf = (name: string): number | undefined => {
    const i = this.#plan.record.links.findIndex(({ containerName }) => containerName === name);
    return this.#indices[i];
  };

  /**
   * Runs every step; those of one kind that follow each other go to the kernel together. Throws CniError
   * when it refuses one; nothing is taken back yet.
   */
  run(): void {
    for (const group of groupsOf(this.#plan.steps)) {
      // A request that fails may have had half of its effect.
      this.#journal.push(...group.flatMap(({ undo }) => undo ? [undo] : []));
      const steps = group.map(({ step }) => step);
      try {
        this.#do(steps);
      } catch (error) {
        const refused = error instanceof StepError ? error : { step: steps[0], cause: error };
        const { step, cause } = refused;
        const what = step ? this.#describe(step) : "make the bond";
        throw step && this.#overtaken(step, cause) || explainKernelError(cause, `cannot ${what}`);
      }
    }
  }

  /** Takes back, the last first, what was done. Returns what the kernel refused; the rest is done. */
  unwind(): Error[] {
    const problems: Error[] = [];
    for (const undo of this.#journal.splice(0).reverse()) {
      try {
        this.#undo(undo);
      } catch (error) {
        problems.push(error instanceof Error ? error : new Error(String(error)));
      }
    }
    return problems;
  }

  /** Does steps of one kind, which the kernel gets together where they change links. */
  #do(steps: readonly Step[]): void {
    const { host, container } = this.#place;
    const changes = steps.flatMap((step) => this.#changeOf(step) ?? []);
    if (changes.length < steps.length) {
      for (const step of steps) this.#doAlone(step);
      return;
    }
    const areTaken = steps[0]?.do === "take";
    const refusals = setLinks(areTaken ? host : container, changes);
    const i = refusals.findIndex((refusal) => refusal !== undefined);
    if (i >= 0) throw new StepError(steps[i], refusals[i]);
    if (areTaken) this.#findTaken(steps);
  }

  /** Returns what the step changes of its link; undefined when it does something else. */
  #changeOf(step: Step): IndexedChange | undefined {
    switch (step.do) {
      case "take": {
        const { temporaryName: name, altName } = this.#link(step.link);
        const { containerNetns: netns } = this.#place;
        const mark = altName === undefined ? {} : { altName: { add: altName } };
        return {
          index: this.#index(step.link),
          change: { netns, name, alias: step.alias, ...mark },
        };
      }
      case "change":
        return { index: this.#index(step.link), change: step.change };
      case "enslave":
        return { index: this.#index(step.link), change: { master: this.bondIndex } };
      default:
        return undefined;
    }
  }

  #doAlone(step: Step): void {
    const { container } = this.#place;
    switch (step.do) {
      case "create":
        return this.#create(container, step.bond);
      case "setPort":
        return setBondPort(container, this.#index(step.link), step.port);
      case "raise":
        return setLink(container, this.bondIndex, {
          up: true,
          ...(step.alias === undefined ? {} : { alias: step.alias }),
          ...(step.altName === undefined ? {} : { altName: { add: step.altName } }),
        });
    }
  }

  /** The index that a link had on the host may be another link's in the container. */
  #findTaken(steps: readonly Step[]): void {
    const { container } = this.#place;
    const taken = steps.flatMap((step) => step.do === "take" ? [step.link] : []);
    const names = taken.map((i) => this.#link(i).temporaryName);
    for (const [k, found] of lookUpLinks(container, names).entries()) {
      const link = found ?? getLink(container, names[k] ?? "");
      this.#indices[taken[k] ?? 0] = link.index;
    }
  }

  #create(container: Rtnetlink, plan: BondPlan): void {
    const { name, mtu, options, address, txQueueLen, numTxQueues } = plan;
    this.#mayExist = true;
    try {
      this.#bondIndex = createAndGetLink(container, {
        name,
        kind: "bond",
        mtu,
        ...(address === undefined ? {} : { address }),
        ...(txQueueLen === undefined ? {} : { txQueueLen }),
        ...(numTxQueues === undefined ? {} : { numTxQueues }),
        bond: encodeOptions(options, this.indexOf),
      })?.index;
    } catch (error) {
      // What the kernel refuses it does not make; a bond of that name is then someone else's.
      this.#mayExist = !isRefusal(error);
      throw error;
    }
    this.#bondIndex ??= getLink(container, name).index;
  }

  #undo(undo: Undo): void {
    const { container } = this.#place;
    if (undo.do === "giveBack") {
      const { record } = this.#plan;
      giveBack(record, this.#link(undo.link), this.#place, { bondIndex: this.#bondIndex });
      return;
    }
    if (!this.#mayExist) return;
    // When it was created and then could not be read, only its name is known.
    const bond = findLink(container, this.#bondIndex ?? this.#plan.bond.name);
    if (bond?.kind === "bond") deleteBond(container, bond.index);
  }

  /** Makes the link `name` the active one. Throws CniError. */
  activate(name: string): void {
    try {
      changeBond(this.#place.container, this.bondIndex, { activeSlave: this.indexOf(name) ?? 0 });
    } catch (error) {
      throw withDetails(
        explainKernelError(error, `cannot make link ${name} the active one`),
        "the link needs carrier for that: set waitForCarrier, or primary instead of activeLink",
      );
    }
  }

  #link(i: number): LinkRecord {
    const link = this.#plan.record.links[i];
    if (!link) throw new RangeError(`the plan has no link ${i}`);
    return link;
  }

  #index(i: number): number {
    const index = this.#indices[i];
    if (index === undefined) throw new RangeError(`the plan has no link ${i}`);
    return index;
  }

  /** Returns what it means that somebody was quicker; undefined when that is not what happened. */
  #overtaken(step: Step, error: unknown): CniError | undefined {
    if (!(error instanceof NetlinkError)) return undefined;
    if (step.do === "create" && error.code === "EEXIST") {
      return interfaceExistsError(step.bond.name);
    }
    if (step.do !== "take" || error.code !== "ENODEV") return undefined;
    return vanishedError(this.#link(step.link).name, error);
  }

  #describe(step: Step): string {
    const { name } = this.#plan.bond;
    switch (step.do) {
      case "take":
        return `move host link ${this.#link(step.link).name} into the container`;
      case "change":
        return `prepare link ${this.#link(step.link).name} (${
          Object.keys(step.change).join(", ")
        })`;
      case "create":
        return `create the bond ${name}`;
      case "enslave":
        return `make link ${this.#link(step.link).containerName} part of ${name}`;
      case "setPort":
        return `set ${Object.keys(step.port).join(", ")} of link ${
          this.#link(step.link).containerName
        }`;
      case "raise":
        return `bring ${name} up`;
    }
  }
}

/** A step that the kernel refused, and its error as the cause. */
class StepError extends Error {
  constructor(readonly step: Step | undefined, cause: unknown) {
    super("a step was refused", { cause });
  }
}

/** Returns the steps in groups of one kind that follow each other. */
function groupsOf(steps: readonly PlannedStep[]): PlannedStep[][] {
  const groups: PlannedStep[][] = [];
  for (const step of steps) {
    const last = groups.at(-1);
    if (last?.[0]?.step.do === step.step.do) last.push(step);
    else groups.push([step]);
  }
  return groups;
}

/** An error of the socket, which is the cause of what it throws then, leaves open what the kernel did. */
function isRefusal(error: unknown): boolean {
  return error instanceof NetlinkError && error.cause === undefined && error.code !== "ETIMEDOUT";
}
