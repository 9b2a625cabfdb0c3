/** The command line as a reference, and as a page for man. */

import { Status, STATUS_MEANINGS } from "../../input/status.ts";
import { allBelow, type ArgumentWords, type CommandWords } from "./words.ts";

/** Returns every command with its arguments and options, as Markdown. */
export function commandReference(program: CommandWords): string {
  const parts = allBelow(program).flatMap((command) => [
    `## ${command.path}`,
    "",
    `${capital(command.description)}.`,
    "",
    `    ${command.path} ${command.usage}`.trimEnd(),
    ...rows("Argument", command.arguments.filter(({ description }) => description !== "")),
    ...rows("Option", command.options),
    "",
  ]);
  return [
    "# Commands",
    "",
    "Made from the program itself by `bond schema commands`.",
    "",
    ...parts,
    "## Exit status",
    "",
    ...STATUSES.map(([status, meaning]) => `- ${status}: ${meaning}`),
    "",
  ].join("\n");
}

/** Returns the manual page of section 8, for man. */
export function manPage(program: CommandWords, version: string): string {
  const parts = allBelow(program).flatMap(({ path, usage, description, options }) => [
    ".SS",
    `.B ${roff(`${path} ${usage}`)}`,
    ".PP",
    `${roff(capital(description))}.`,
    ...options.flatMap((one) => [".TP", `.B ${roff(one.term)}`, roff(one.description)]),
  ]);
  return [
    `.TH BOND 8 "" "bond ${version}" "System Administration"`,
    ".SH NAME",
    "bond \\- CNI plugin for bonded links, and a lab for the pods that use it",
    ".SH SYNOPSIS",
    ".B bond",
    "COMMAND [OPTION]...",
    ".SH DESCRIPTION",
    "With CNI_COMMAND in its environment bond is a CNI plugin: it reads a configuration from its",
    "standard input and joins links of a container into a bond. Without, it is the command line of a",
    "lab, which replays on a real kernel what Multus does with the networks of a pod.",
    ".SH COMMANDS",
    ...parts,
    ".SH EXIT STATUS",
    ...STATUSES.flatMap((
      [status, meaning],
    ) => [".TP", `.B ${status}`, roff(`${capital(meaning)}.`)]),
    ".SH FILES",
    ".TP",
    ".I /var/lib/cni/bond",
    "What links were before they were taken, so that they can be given back.",
    ".SH SEE ALSO",
    ".BR ip\\-link (8)",
    "",
  ].join("\n");
}

const STATUSES = (Object.keys(Status) as (keyof typeof Status)[])
  .map((name) => [Status[name], STATUS_MEANINGS[name]] as const);

function rows(title: string, all: readonly ArgumentWords[]): string[] {
  if (all.length === 0) return [];
  const cell = (text: string) => text.replaceAll("|", "\\|");
  return [
    "",
    `| ${title} | Meaning |`,
    "| --- | --- |",
    ...all.map(({ term, description }) => `| \`${cell(term)}\` | ${cell(description)} |`),
  ];
}

function roff(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("-", "\\-").replace(/^([.'])/, "\\&$1");
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
