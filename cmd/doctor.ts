/** `bond doctor`: whether this node can run the plugin, and the lab. */

import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { examineNode } from "../emulator/lab/doctor/mod.ts";
import { paragraph } from "../emulator/report/mod.ts";
import { outputOption } from "./options.ts";
import { type Done, Status } from "./status.ts";
import { print, styleOf } from "./terminal.ts";

/** `bond doctor`. */
export function doctorCommand(done: Done): CommandUnknownOpts {
  return new Command("doctor")
    .description("check whether this node can run the plugin, and the lab")
    .addOption(outputOption)
    .action(({ output }) => {
      const findings = examineNode();
      const style = styleOf(Deno.stdout);
      if (output === "json") print(`${JSON.stringify(findings, null, 2)}\n`);
      else {
        const lines = findings.flatMap(({ ok, what, hint }) => [
          `${ok ? style.good("✓") : style.bad("✗")} ${what}`,
          ...(ok ? [] : paragraph(`→ ${hint}`, "  ")),
        ]);
        print(lines.map((line) => `${line}\n`).join(""));
      }
      done(findings.every(({ ok }) => ok) ? Status.ok : Status.unexpected);
    });
}
