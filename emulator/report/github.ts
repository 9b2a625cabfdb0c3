/** Findings as workflow commands, which GitHub shows beside the lines of a pull request. */

import type { Diagnostic, Severity } from "../input/model.ts";

const COMMANDS = { error: "error", warning: "warning", info: "notice" } as const satisfies Record<
  Severity,
  string
>;

/** Returns a command for each finding, a line each. */
export function githubAnnotations(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map(({ code, severity, message, hint, position }) => {
    const properties = {
      ...(position
        ? { file: position.file, line: String(position.line), col: String(position.column) }
        : {}),
      title: code,
    };
    const list = Object.entries(properties).map(([key, value]) => `${key}=${inProperty(value)}`);
    const text = hint === "" ? message : `${message}\n→ ${hint}`;
    return `::${COMMANDS[severity]} ${list.join(",")}::${inData(text)}\n`;
  }).join("");
}

/** A command is one line; these signs end it, or a part of it. */
function inData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function inProperty(text: string): string {
  return inData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
