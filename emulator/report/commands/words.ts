/** The command line as data. */

/** A command: what it does, and what can follow its name. */
export interface CommandWords {
  /** The words that call it: "bond lab down". */
  path: string;
  /** What it does, as a sentence without its capital and its full stop. */
  description: string;
  /** What follows its name, in short: "[options] <path...>". */
  usage: string;
  arguments: readonly ArgumentWords[];
  options: readonly OptionWords[];
  /** Those below it that people use. */
  commands: readonly CommandWords[];
}

/** An argument as help shows it. */
export interface ArgumentWords {
  term: string;
  description: string;
  /** The values that there are, or that are usual; empty when it takes any. */
  choices: readonly string[];
}

/** An option as help shows it. */
export interface OptionWords extends ArgumentWords {
  /** "--kernel". */
  long: string;
  /** "-k"; "" when it has none. */
  short: string;
  takesValue: boolean;
}

/** Returns the commands below `command`, each before those below it; without help. */
export function allBelow({ commands }: CommandWords): CommandWords[] {
  return commands.filter((one) => nameOf(one) !== "help")
    .flatMap((one) => [one, ...allBelow(one)]);
}

/** Returns the last word of those that call it. */
export function nameOf({ path }: CommandWords): string {
  return path.slice(path.lastIndexOf(" ") + 1);
}
