/** `bond schema`: what may be written, for editors and for people. */

import { Argument, Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { bondJsonSchema, configReference, policyJsonSchema } from "../bond/mod.ts";
import { scenarioJsonSchema } from "../emulator/play/scenario/mod.ts";
import { findingsPage } from "../emulator/report/mod.ts";
import { print } from "./terminal.ts";

const DOCUMENTS = {
  config: () => json(bondJsonSchema()),
  policy: () => json(policyJsonSchema()),
  scenario: () => json(scenarioJsonSchema()),
  reference: configReference,
  findings: findingsPage,
} as const;

const NAMES = Object.keys(DOCUMENTS) as (keyof typeof DOCUMENTS)[];

const documentArgument = new Argument(
  "<document>",
  "the plugin's configuration, a node's policy, a ChainScenario (JSON Schemas), the reference of all " +
    "configuration keys, or all findings of lint (Markdown)",
).choices(NAMES);

/** `bond schema DOCUMENT`. */
export function schemaCommand(): CommandUnknownOpts {
  return new Command("schema")
    .description("print what may be written in a configuration or a scenario")
    .addArgument(documentArgument)
    .action((document) => print(DOCUMENTS[document]()));
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
