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

/** What can follow a subcommand. */
export interface Words {
  /** Subcommands of its own, choices of its arguments, and its options. */
  readonly words: readonly string[];
  readonly options: readonly OptionWords[];
}

interface OptionWords {
  /** "--kernel". */
  readonly long: string;
  /** "-k"; "" when it has none. */
  readonly short: string;
  readonly takesValue: boolean;
  /** The values that there are; empty when it takes any, or none. */
  readonly choices: readonly string[];
}

/** Returns what can follow in the command line of `program`, by subcommand; under "" for itself. */
export function wordsOf(program: CommandUnknownOpts): ReadonlyMap<string, Words> {
  const visible = program.createHelp().visibleCommands(program);
  return new Map([
    ["", toWords(program, visible.map((command) => command.name()))],
    ...visible.map((command) =>
      [command.name(), toWords(command, argumentWords(command))] as const
    ),
  ]);
}

function toWords(command: CommandUnknownOpts, words: readonly string[]): Words {
  const options = command.createHelp().visibleOptions(command).flatMap((option) =>
    option.long
      ? [{
        long: option.long,
        short: option.short ?? "",
        takesValue: option.required,
        choices: option.argChoices ?? [],
      }]
      : []
  );
  return { words: [...words, ...options.map(({ long }) => long)], options };
}

function argumentWords(command: CommandUnknownOpts): string[] {
  const choices = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
  return [...choices, ...command.commands.map((inner) => inner.name())];
}

type Script = (all: ReadonlyMap<string, Words>) => string;

const SCRIPTS: Readonly<Record<typeof SHELLS[number], Script>> = {
  // For bash the "=" of --option=value is a word of its own.
  bash: (all) =>
    `_bond() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" words=
  if [ "$current" = "=" ]; then current=
  elif [ "$before" = "=" ]; then before="\${COMP_WORDS[COMP_CWORD-2]}"
  fi
  case "\${COMP_WORDS[1]} $before" in
${valueBranches(all, (pattern, list) => `    ${pattern}) words="${list}" ;;`)}
  esac
  if [ -n "$words" ]; then
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
    return
  fi
  case "\${COMP_WORDS[1]}" in
${wordBranches(all, (name, list) => `    ${name}) words="${list}" ;;`)}
  esac
  [ "$COMP_CWORD" = 1 ] && words="${all.get("")?.words.join(" ")}"
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current"; compgen -f -- "$current")
}
complete -o filenames -o nosort -F _bond bond
`,
  zsh: (all) =>
    `#compdef bond
_bond() {
  if (( CURRENT == 2 )); then
    compadd -- ${all.get("")?.words.join(" ")}
    return
  fi
  case "$words[2] $words[CURRENT-1]" in
${valueBranches(all, (pattern, list) => `    ${pattern}) compadd -- ${list}; return ;;`)}
  esac
  case "$words[2]" in
${wordBranches(all, (name, list) => `    ${name}) compadd -- ${list} ;;`)}
  esac
  _files
}
compdef _bond bond
`,
  fish: (all) =>
    [...all].flatMap(([name, { words, options }]) => {
      const when = name ? `'__fish_seen_subcommand_from ${name}'` : "__fish_use_subcommand";
      const plain = words.filter((word) => !word.startsWith("--"));
      return [
        ...(plain.length > 0 ? [`complete -c bond -n ${when} -a '${plain.join(" ")}'`] : []),
        ...options.map((option) => `complete -c bond -n ${when} ${fishOption(option)}`),
      ];
    }).join("\n") + "\n",
};

function fishOption({ long, short, takesValue, choices }: OptionWords): string {
  return [
    `-l ${long.slice(2)}`,
    ...(short ? [`-s ${short.slice(1)}`] : []),
    ...(choices.length > 0 ? [`-x -a '${choices.join(" ")}'`] : takesValue ? ["-r"] : []),
  ].join(" ");
}

/** A line for each option that has choices: what comes after the subcommand and the option. */
function valueBranches(
  all: ReadonlyMap<string, Words>,
  branch: (pattern: string, list: string) => string,
): string {
  return [...all].flatMap(([name, { options }]) =>
    options.filter(({ choices }) => choices.length > 0).map(({ long, short, choices }) => {
      const spellings = [long, ...(short ? [short] : [])];
      const pattern = spellings.map((spelling) => `"${name} ${spelling}"`).join("|");
      return branch(pattern, choices.join(" "));
    })
  ).join("\n");
}

function wordBranches(
  all: ReadonlyMap<string, Words>,
  branch: (name: string, list: string) => string,
): string {
  return [...all].filter(([name, { words }]) => name !== "" && words.length > 0)
    .map(([name, { words }]) => branch(name, words.join(" "))).join("\n");
}
