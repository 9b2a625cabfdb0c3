/** `bond lint`: what can be said about manifests without running anything. */

import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { z } from "zod";
import {
  baselineOf,
  type FindingCode,
  type KnownFinding,
  withoutIgnored,
  withoutKnown,
} from "../emulator/input/findings/mod.ts";
import type { ManifestFile } from "../emulator/input/manifests/mod.ts";
import type { Diagnostic } from "../emulator/input/model.ts";
import { reasonOf } from "../emulator/input/words/mod.ts";
import { judgeFiles } from "../emulator/play/plan/mod.ts";
import { showAs } from "../emulator/report/mod.ts";
import { cniPathOption, confDirOption, outputOption, pluginOption } from "./options.ts";
import { type Done, Status, UsageError } from "./status.ts";
import { print, styleOf } from "./terminal.ts";

/** `bond lint PATH…`. */
export function lintCommand(done: Done): CommandUnknownOpts {
  return new Command("lint")
    .description("check manifests for what would go wrong, without running anything")
    .argument(
      "<path...>",
      "files of manifests, - for standard input, or folders, with all below them",
    )
    .addOption(outputOption("lint"))
    .addOption(pluginOption)
    .addOption(cniPathOption)
    .addOption(confDirOption)
    .option("--strict", "let warnings count as errors", false)
    .option("--baseline <file>", "findings that are known: only others are told")
    .option("--update-baseline", "with --baseline: write what is found as what is known", false)
    .action((paths, options) => {
      const { diagnostics: all, files } = judgeFiles(paths, options);
      const heard = withoutIgnored(all, files);
      if (options.updateBaseline) {
        if (options.baseline === undefined) {
          throw new UsageError("--update-baseline goes with --baseline");
        }
        writeBaseline(options.baseline, heard);
      }
      const diagnostics = options.baseline === undefined
        ? heard
        : withoutKnown(heard, readBaseline(options.baseline));
      const shown = options.output === "text" ? withExcerpts(diagnostics, files) : diagnostics;
      print(showAs(options.output, "lint", shown, styleOf(Deno.stdout)));
      const counts = (severity: string) =>
        severity === "error" || (options.strict && severity === "warning");
      done(diagnostics.some(({ severity }) => counts(severity)) ? Status.wrong : Status.ok);
    });
}

/** Each finding with the line where it stands. */
function withExcerpts(
  diagnostics: readonly Diagnostic<FindingCode>[],
  files: readonly ManifestFile[],
): Diagnostic<FindingCode>[] {
  const lines = new Map(files.map(({ file, text }) => [file, text.split("\n")]));
  return diagnostics.map((one) => {
    const excerpt = one.position && lines.get(one.position.file)?.[one.position.line - 1];
    return excerpt === undefined ? one : { ...one, excerpt };
  });
}

function readBaseline(path: string): KnownFinding[] {
  try {
    return baselineSchema.parse(JSON.parse(Deno.readTextFileSync(path))).findings;
  } catch (cause) {
    throw new UsageError(
      `--baseline: ${path} cannot be read: ${reasonOf(cause)}; --update-baseline writes one`,
      { cause },
    );
  }
}

const baselineSchema = z.object({
  findings: z.array(z.object({ code: z.string(), path: z.string(), message: z.string() })),
});

function writeBaseline(path: string, diagnostics: readonly Diagnostic[]): void {
  try {
    const findings = baselineOf(diagnostics);
    Deno.writeTextFileSync(path, `${JSON.stringify({ findings }, null, 2)}\n`);
  } catch (cause) {
    throw new UsageError(`--baseline: ${path} cannot be written: ${reasonOf(cause)}`, { cause });
  }
}
