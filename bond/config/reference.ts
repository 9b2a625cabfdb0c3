/** The documentation of the configuration, as Markdown. Made from the tables. */

import { LINK_ENTRIES } from "./link_config.ts";
import { describeDefault, type Entry, type PortOption } from "./option.ts";
import { BOND_OPTIONS } from "./options.ts";
import { SETTINGS } from "./settings.ts";
import { describeType } from "./values.ts";

/** Returns the tables of all keys: bonding options, other settings, settings of a link. */
export function configReference(): string {
  const options = BOND_OPTIONS.map((option) => [
    code(option.key),
    describeType(option.value),
    describeDefault(option),
    "modes" in option ? option.modes.join(", ") : "all",
    `${code(option.kernelName)}, ${option.since}`,
    option.description,
  ]);
  return [
    "### Bonding options",
    table(["key", "value", "without it", "modes", "kernel name, since Linux", "meaning"], options),
    "### Device and behaviour",
    settingsTable(SETTINGS),
    "### Of each link",
    settingsTable(LINK_ENTRIES),
  ].join("\n\n") + "\n";
}

function settingsTable(settings: readonly Entry[]): string {
  return table(
    ["key", "value", "without it", "meaning"],
    settings.map((setting) => [
      code(setting.key),
      describeType(setting.value),
      describeDefault(setting),
      `${setting.description}${portWords(setting)}`,
    ]),
  );
}

/** What is said of an option of a link where that has no column of its own. */
function portWords(entry: Entry & Partial<Pick<PortOption, "modes" | "since">>): string {
  const { modes, since } = entry;
  if (since === undefined) return "";
  return `${modes ? ` Only in ${modes.join(", ")}.` : ""} Since Linux ${since}.`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => "---"), ...rows];
  return lines.map((cells) => `| ${cells.map(escape).join(" | ")} |`).join("\n");
}

function code(text: string): string {
  return `\`${text}\``;
}

function escape(cell: string): string {
  return cell.replaceAll("|", "\\|");
}
