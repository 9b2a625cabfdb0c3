/** The documentation of the configuration, as Markdown. Made from the tables. */

import { BOND_OPTIONS } from "./options.ts";
import { LINK_SETTINGS, type Setting, SETTINGS } from "./settings.ts";
import { describeType } from "./values.ts";

/** Returns the tables of all keys: bonding options, other settings, settings of a link. */
export function configReference(): string {
  const options = BOND_OPTIONS.map((option) => [
    code(option.key),
    describeType(option.value),
    option.default,
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
    settingsTable(LINK_SETTINGS),
  ].join("\n\n") + "\n";
}

function settingsTable(settings: readonly Setting[]): string {
  return table(
    ["key", "value", "without it", "meaning"],
    settings.map((setting) => [
      code(setting.key),
      describeType(setting.value),
      setting.default,
      setting.description,
    ]),
  );
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
