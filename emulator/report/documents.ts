/** Documents of what may be written, a row each. */

import { bondJsonSchema, configReference, policyJsonSchema } from "../../bond/mod.ts";
import { jsonText } from "../input/words/mod.ts";
import { scenarioJsonSchema } from "../play/scenario/mod.ts";
import { commandReference, type CommandWords, manPage } from "./commands/mod.ts";
import { findingsPage } from "./explain.ts";
import { reportJsonSchema } from "./schema.ts";

const DOCUMENTS = {
  config: () => jsonText(bondJsonSchema()),
  policy: () => jsonText(policyJsonSchema()),
  scenario: () => jsonText(scenarioJsonSchema()),
  report: () => jsonText(reportJsonSchema()),
  reference: configReference,
  findings: findingsPage,
  commands: commandReference,
  man: manPage,
} as const satisfies Record<string, (program: CommandWords, version: string) => string>;

/** The name of a document. */
type DocumentName = keyof typeof DOCUMENTS;

/** The documents that there are. */
export const DOCUMENT_NAMES = Object.keys(DOCUMENTS) as DocumentName[];

/** Returns a document about the program of these words and that version. */
export function documentOf(name: DocumentName, program: CommandWords, version: string): string {
  return DOCUMENTS[name](program, version);
}
