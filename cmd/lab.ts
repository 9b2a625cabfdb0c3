/** `bond lab`: the hardware of the lab that this shell is in. */

import {
  Command,
  type CommandUnknownOpts,
  InvalidArgumentError,
} from "@commander-js/extra-typings";
import { InputError } from "../emulator/input/error.ts";
import { hardwareLines } from "../emulator/report/mod.ts";
import { type Hardware, NoLabError, withHardware } from "../emulator/lab/sandbox/mod.ts";
import { commandAt } from "./near.ts";
import { printLines, styleOf } from "./terminal.ts";

/** `bond lab [down|up|impair NAME…]`. */
export function labCommand(): CommandUnknownOpts {
  return new Command("lab")
    .description("inside `bond emulate --shell`: show cables, cards and switches, or break them")
    .argument("[command]", "what to do; without it, show them")
    .action((word, _options, command) => {
      // The words of its commands never come here.
      if (word !== undefined) commandAt(command, [word]);
      inLab(show);
    })
    .addCommand(
      switching("down", "pull the cable of a card, or take a switch or a VF out of service"),
    )
    .addCommand(switching("up", "put it back"))
    .addCommand(
      new Command("impair")
        .description("have frames get lost or late on the cable of a card; neither one ends it")
        .argument("<name...>", "physical functions and NICs")
        .option("--loss <percent>", "how many of a hundred frames get lost", upTo(100))
        .option("--delay <ms>", "how late they all are, in milliseconds", upTo(60_000))
        .action((names, { loss, delay }) =>
          inLab((hardware) => {
            const netem = {
              ...(loss ? { lossPercent: loss } : {}),
              ...(delay ? { delayMs: delay } : {}),
            };
            for (const name of known(hardware, names)) hardware.impairCable(name, netem);
            show(hardware);
          })
        ),
    );
}

function switching(word: "down" | "up", description: string): CommandUnknownOpts {
  return new Command(word)
    .description(description)
    .argument("<name...>", "as `bond lab` shows them")
    .action((names) =>
      inLab((hardware) => {
        for (const name of known(hardware, names)) hardware.setAny(name, word === "up");
        show(hardware);
      })
    );
}

/** Throws InputError where there is no lab around this process. */
function inLab(work: (hardware: Hardware) => void): void {
  try {
    withHardware(work);
  } catch (cause) {
    if (cause instanceof InputError || !(cause instanceof Error)) throw cause;
    const hint = cause instanceof NoLabError
      ? "; `bond emulate --shell PATH` opens a shell in a pod of one"
      : "";
    throw new InputError(`${cause.message}${hint}`, { cause });
  }
}

/** Throws InputError when one of the names is nobody's: then nothing has been done yet. */
function known(hardware: Hardware, names: readonly string[]): readonly string[] {
  const all = hardware.states().map(({ name }) => name);
  const unknown = names.find((name) => !all.includes(name));
  if (unknown === undefined) return names;
  throw new InputError(`the lab has no ${JSON.stringify(unknown)}; it has ${all.join(", ")}`);
}

function show(hardware: Hardware): void {
  printLines(hardwareLines(hardware.states(), styleOf(Deno.stdout)));
}

function upTo(limit: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text !== "" && value >= 0 && value <= limit) return value;
    throw new InvalidArgumentError(`a number from 0 to ${limit} is due`);
  };
}
