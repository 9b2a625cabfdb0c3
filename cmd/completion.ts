/** `bond completion`: what shells need to complete the command line, made of the command tree. */

import { Argument, Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { print } from "./terminal.ts";

const SHELLS = ["bash", "zsh", "fish"] as const;

/** `bond completion SHELL`. */
export function completionCommand(): CommandUnknownOpts {
  return new Command("completion")
    .description('print a completion script: eval "$(bond completion bash)"')
    .addArgument(new Argument("<shell>").choices(SHELLS))
    .action((shell, _options, command) => {
      const program = command.parent;
      if (program) print(SCRIPTS[shell](wordsOf(program)));
    });
}

/** What can follow: the words for each subcommand; under "" those of the program itself. */
export type Words = ReadonlyMap<string, readonly string[]>;

/** Returns what can follow in the command line of `program`. */
export function wordsOf(program: CommandUnknownOpts): Words {
  const visible = program.createHelp().visibleCommands(program);
  return new Map([
    ["", [...visible.map((command) => command.name()), ...optionWords(program)]],
    ...visible.map((command) => [command.name(), argumentWords(command)] as const),
  ]);
}

function argumentWords(command: CommandUnknownOpts): string[] {
  const choices = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
  const nested = command.commands.map((inner) => inner.name());
  return [...choices, ...nested, ...optionWords(command)];
}

function optionWords(command: CommandUnknownOpts): string[] {
  const options = command.createHelp().visibleOptions(command);
  return options.flatMap(({ long, argChoices }) =>
    long ? argChoices ? argChoices.map((choice) => `${long}=${choice}`) : [long] : []
  );
}

const SCRIPTS: Readonly<Record<typeof SHELLS[number], (words: Words) => string>> = {
  bash: (words) =>
    `_bond() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words
  COMPREPLY=()
  case "\${COMP_WORDS[1]}" in
${branches(words, (name, list) => `    ${name}) words="${list}" ;;`)}
    *) words="${words.get("")?.join(" ")}" ;;
  esac
  [ "$COMP_CWORD" = 1 ] && words="${words.get("")?.join(" ")}"
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current"; compgen -f -- "$current")
}
complete -o filenames -o nosort -F _bond bond
`,
  zsh: (words) =>
    `#compdef bond
_bond() {
  if (( CURRENT == 2 )); then
    compadd -- ${words.get("")?.join(" ")}
    return
  fi
  case "$words[2]" in
${branches(words, (name, list) => `    ${name}) compadd -- ${list} ;;`)}
  esac
  _files
}
compdef _bond bond
`,
  fish: (words) =>
    [
      ...(words.get("") ?? []).map((word) =>
        `complete -c bond -n __fish_use_subcommand -a '${word}'`
      ),
      ...[...words].filter(([name]) => name !== "").map(([name, list]) =>
        `complete -c bond -n '__fish_seen_subcommand_from ${name}' -a '${list.join(" ")}'`
      ),
      "",
    ].join("\n"),
};

function branches(words: Words, branch: (name: string, list: string) => string): string {
  return [...words].filter(([name]) => name !== "")
    .map(([name, list]) => branch(name, list.join(" "))).join("\n");
}
