/** `bond schema`: what may be written, for editors and for people. */

import { Argument, Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { bondJsonSchema, configReference, policyJsonSchema } from "../bond/mod.ts";
import { scenarioJsonSchema } from "../emulator/play/scenario/mod.ts";
import {
  commandReference,
  type CommandWords,
  findingsPage,
  manPage,
  reportJsonSchema,
} from "../emulator/report/mod.ts";
import { print } from "./terminal.ts";
import { VERSION } from "./version.ts";
import { wordsOf } from "./words.ts";

const DOCUMENTS = {
  config: () => json(bondJsonSchema()),
  policy: () => json(policyJsonSchema()),
  scenario: () => json(scenarioJsonSchema()),
  report: () => json(reportJsonSchema()),
  reference: () => configReference(),
  findings: () => findingsPage(),
  commands: commandReference,
  man: (program) => manPage(program, VERSION),
} as const satisfies Record<string, (program: CommandWords) => string>;

const NAMES = Object.keys(DOCUMENTS) as (keyof typeof DOCUMENTS)[];

const documentArgument = new Argument(
  "<document>",
  "the plugin's configuration, a node's policy, a ChainScenario or what --output json gives (JSON " +
    "Schemas), the reference of all configuration keys, all findings or all commands (Markdown), or " +
    "the manual page",
).choices(NAMES);

/** `bond schema DOCUMENT`. */
export function schemaCommand(): CommandUnknownOpts {
  return new Command("schema")
    .description("print what may be written in a configuration, a scenario or on the command line")
    .addArgument(documentArgument)
    .action((document, _options, command) => {
      if (command.parent) print(DOCUMENTS[document](wordsOf(command.parent)));
    });
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
