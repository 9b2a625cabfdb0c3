/** What is known of a finding, whoever makes it. */

import type { ChainContext, LintInput, Report } from "../lint/mod.ts";
import type { Severity } from "../model.ts";
import type { Example } from "./example.ts";

/**
 * What can still be replayed of an input with the finding: all of it, all but what the finding is about,
 * or nothing.
 */
export type Replay = "all" | "rest" | "none";

/** One finding of the registry. */
export interface Rule<Code extends string = string> {
  /** Stable: people filter by it. */
  readonly code: Code;
  readonly severity: Severity;
  readonly replay: Replay;
  /** A few words. */
  readonly title: string;
  /** Why it matters: what happens on a cluster. */
  readonly why: string;
  readonly remedy: string;
  readonly wrong: Example;
  readonly right: Example;
  /** Returns what is to be said of one pod; absent where another part of the program makes the finding. */
  readonly inPod?: (context: ChainContext) => Report[];
  /** `inPod` looks at configurations alone, and has its say on definitions that no pod attaches, too. */
  readonly alone?: true;
  /** Returns what is to be said of the whole input. */
  readonly inInput?: (input: LintInput) => Report[];
}

/** Returns `rule` with the type of its code. */
export function defineRule<const Code extends string>(rule: Rule<Code>): Rule<Code> {
  return rule;
}
