/** Making a bond: from links and configuration to a plan, its transaction, and what came of it. */

export * from "./attach.ts";
export { untilCarrier } from "./carrier.ts";
export { describeWarning } from "./links.ts";
export type { Plan } from "./plan.ts";
export { Transaction, type Workplace } from "./transaction.ts";
export { bondProblems, type ExpectedBond, portProblems } from "./verify.ts";
