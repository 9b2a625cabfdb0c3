/** `bond explain`: what a finding of lint, or an error of the plugin, means. */

import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { BOND_ERRORS } from "../bond/mod.ts";
import { ruleOf, RULES } from "../emulator/input/findings/mod.ts";
import { nearName } from "../emulator/input/words/mod.ts";
import { explainFinding, findingList } from "../emulator/report/mod.ts";
import { UsageError } from "./status.ts";
import { print, styleOf } from "./terminal.ts";

/** `bond explain [CODE]`. */
export function explainCommand(): CommandUnknownOpts {
  return new Command("explain")
    .description(
      "say what a finding of lint means, or an error code of the plugin; without one, list all",
    )
    .argument("[code]", "such as bond-before-links, or 101")
    .action((code) => {
      const style = styleOf(Deno.stdout);
      const lines = code === undefined
        ? [...findingList(style), "", "error codes of the plugin:", ...errorList()]
        : explained(code, style);
      print(lines.map((line) => `${line}\n`).join(""));
    });
}

function explained(code: string, style: ReturnType<typeof styleOf>): string[] {
  const error = Object.entries(BOND_ERRORS).find(([number]) => number === code)?.[1];
  if (error) return [`${code}: ${error.title}`, "", `→ ${error.remedy}`];
  const rule = ruleOf(code);
  if (rule) return explainFinding(rule, style);
  const near = nearName(code, RULES.map((rule) => rule.code));
  throw new UsageError(
    `explain: there is no finding ${code}${near === undefined ? "" : `; did you mean ${near}?`}`,
  );
}

function errorList(): string[] {
  return Object.entries(BOND_ERRORS).map(([code, { title }]) => `${code}  ${title}`);
}
