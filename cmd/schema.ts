/** `bond schema`: what may be written, for editors and for people. */

import { Argument, Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { DOCUMENT_NAMES, documentOf, print } from "../emulator/report/mod.ts";
import { VERSION } from "./version.ts";
import { wordsOf } from "./words.ts";

const documentArgument = new Argument(
  "<document>",
  "the plugin's configuration, a node's policy, a ChainScenario or what --output json gives (JSON " +
    "Schemas), the reference of all configuration keys, all findings or all commands (Markdown), or " +
    "the manual page",
).choices(DOCUMENT_NAMES);

/** `bond schema DOCUMENT`. */
export function schemaCommand(): CommandUnknownOpts {
  return new Command("schema")
    .description("print what may be written in a configuration, a scenario or on the command line")
    .addArgument(documentArgument)
    .action((document, _options, command) => {
      if (command.parent) print(documentOf(document, wordsOf(command.parent), VERSION));
    });
}
