/** `bond lab`: the hardware of the lab that this shell is in. */

import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { showHardware } from "../emulator/report/mod.ts";
import { commandAt } from "./near.ts";
import * as common from "./options.ts";

/** `bond lab [down|up|impair NAME…]`. */
export function labCommand(): CommandUnknownOpts {
  return new Command("lab")
    .description("inside `bond emulate --shell`: show cables, cards and switches, or break them")
    .argument("[command]", "what to do; without it, show them")
    .action((word, _options, command) => {
      // The words of its commands never come here.
      if (word !== undefined) commandAt(command, [word]);
      showHardware();
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
        .action((names, { loss: lossPercent = 0, delay: delayMs = 0 }) =>
          showHardware(
            names,
            (hardware, name) => hardware.impairCable(name, { lossPercent, delayMs }),
          )
        ),
    );
}

function switching(word: "down" | "up", description: string): CommandUnknownOpts {
  return new Command(word)
    .description(description)
    .argument("<name...>", "as `bond lab` shows them")
    .action((names) =>
      showHardware(names, (hardware, name) => hardware.setAny(name, word === "up"))
    );
}

function upTo(limit: number): (text: string) => number {
  return common.numberIn(0, limit, `a number from 0 to ${limit} is due`, /./);
}
