/** What shells need to complete the command line. */

import { type CommandWords, nameOf, type OptionWords } from "./words.ts";

/** The shells that there is a script for. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

/** Returns the script that has that shell complete the words of `program`. */
export function completionScript(shell: typeof SHELLS[number], program: CommandWords): string {
  return SCRIPTS[shell](wordsOf(program));
}

/** What can follow a subcommand. */
interface Words {
  /** Subcommands of its own, choices of its arguments, and its options. */
  readonly words: readonly string[];
  readonly options: readonly OptionWords[];
}

/** What can follow in the command line, by subcommand; under "" for the program itself. */
function wordsOf(program: CommandWords): ReadonlyMap<string, Words> {
  return new Map([
    ["", toWords(program, true)],
    ...program.commands.map((command) => [nameOf(command), toWords(command)] as const),
    ["help", { words: program.commands.map(nameOf), options: [] }],
  ]);
}

/** What a subcommand's own subcommands take follows the same words. */
function toWords(command: CommandWords, isProgram = false): Words {
  const below = isProgram ? [] : command.commands;
  const options = [command, ...below].flatMap(({ options }) => options)
    .filter(({ long }, i, all) => long !== "" && all.findIndex((one) => one.long === long) === i);
  const words = [
    ...command.arguments.flatMap(({ choices }) => choices),
    ...command.commands.map(nameOf),
    ...options.map(({ long }) => long),
  ];
  return { words, options };
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
  local before="$words[CURRENT-1]"
  if [[ "$words[CURRENT]" == --*=* ]]; then
    before="\${words[CURRENT]%%=*}"
    compset -P "*="
  fi
  case "$words[2] $before" in
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
