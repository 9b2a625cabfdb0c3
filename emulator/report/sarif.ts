/** Findings in the Static Analysis Results Interchange Format, SARIF 2.1.0, as code hosts read it. */

import { RULES } from "../input/findings/mod.ts";
import type { Diagnostic, Severity } from "../input/model.ts";
import { jsonText } from "../input/words/mod.ts";

const SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";
const LEVELS = { error: "error", warning: "warning", info: "note" } as const satisfies Record<
  Severity,
  string
>;

/** Returns the document (sarif-schema-2.1.0.json), indented, with a newline at its end. */
export function sarif(diagnostics: readonly Diagnostic[]): string {
  const codes = RULES.map(({ code }) => code as string);
  const document = {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [{
      tool: {
        driver: {
          name: "bond lint",
          rules: RULES.map(({ code, severity, title, why, remedy }) => ({
            id: code,
            shortDescription: { text: title },
            fullDescription: { text: why },
            help: { text: remedy },
            defaultConfiguration: { level: LEVELS[severity] },
          })),
        },
      },
      columnKind: "utf16CodeUnits",
      results: diagnostics.map((diagnostic) => resultOf(diagnostic, codes)),
    }],
  };
  return jsonText(document);
}

function resultOf(
  { code, severity, message, hint, path, position }: Diagnostic,
  codes: readonly string[],
) {
  const text = hint === "" ? message : `${message}\n→ ${hint}`;
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: LEVELS[severity],
    message: { text },
    ...(position
      ? {
        locations: [{
          physicalLocation: {
            artifactLocation: { uri: uriOf(position.file) },
            region: { startLine: position.line, startColumn: position.column },
          },
          ...(position.path === ""
            ? {}
            : { logicalLocations: [{ fullyQualifiedName: position.path }] }),
        }],
      }
      : path === ""
      ? {}
      : { locations: [{ logicalLocations: [{ fullyQualifiedName: path }] }] }),
    partialFingerprints: { "codeAndPath/v1": `${code} ${path}` },
  };
}

/** A relative reference, or the URI of an absolute path. */
function uriOf(file: string): string {
  const encoded = file.split("/").map(encodeURIComponent).join("/");
  return file.startsWith("/") ? `file://${encoded}` : encoded.replace(/^\.\//, "");
}
