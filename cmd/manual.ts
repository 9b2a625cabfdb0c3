/** The command line as a reference: made of the command tree, for reading and for man. */

import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { pathOf } from "./near.ts";

/** Returns every command with its arguments and options, as Markdown. */
export function commandReference(program: CommandUnknownOpts): string {
  const parts = visible(program).flatMap((command) => {
    const help = command.createHelp();
    return [
      `## ${pathOf(command)}`,
      "",
      `${capital(command.description())}.`,
      "",
      `    ${pathOf(command.parent ?? command)} ${command.name()} ${command.usage()}`.trimEnd(),
      ...rows(
        "Argument",
        help.visibleArguments(command).map((
          one,
        ) => [help.argumentTerm(one), help.argumentDescription(one)]),
      ),
      ...rows(
        "Option",
        help.visibleOptions(command).map((
          one,
        ) => [help.optionTerm(one), help.optionDescription(one)]),
      ),
      "",
    ];
  });
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
export function manPage(program: CommandUnknownOpts, version: string): string {
  const parts = visible(program).flatMap((command) => {
    const help = command.createHelp();
    return [
      ".SS",
      `.B ${roff(`${pathOf(command)} ${command.usage()}`)}`,
      ".PP",
      `${roff(capital(command.description()))}.`,
      ...help.visibleOptions(command).flatMap((one) => [
        ".TP",
        `.B ${roff(help.optionTerm(one))}`,
        roff(help.optionDescription(one)),
      ]),
    ];
  });
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

const STATUSES = [
  ["0", "all is well"],
  ["1", "a plugin failed"],
  ["2", "the manifests or the command line are wrong"],
  ["3", "something was left behind, or is not as it was expected"],
] as const;

/** The commands that people use, with those below them, without help. */
function visible(command: CommandUnknownOpts): CommandUnknownOpts[] {
  return command.createHelp().visibleCommands(command).filter((one) => one.name() !== "help")
    .flatMap((one) => [one, ...visible(one)]);
}

function rows(title: string, all: readonly (readonly [string, string])[]): string[] {
  if (all.length === 0) return [];
  const cell = (text: string) => text.replaceAll("|", "\\|");
  return [
    "",
    `| ${title} | Meaning |`,
    "| --- | --- |",
    ...all.map(([term, text]) => `| \`${cell(term)}\` | ${cell(text)} |`),
  ];
}

function roff(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("-", "\\-").replace(/^([.'])/, "\\&$1");
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
