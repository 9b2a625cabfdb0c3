import * as CycloneDX from "@cyclonedx/cyclonedx-library";
// It checks with these, and loads them itself.
import "ajv-formats";
import "ajv-formats-draft2019";

/** What goes into a program. */
export interface Contents {
  version: string;
  commit: string;
  /** The version of Deno whose runtime is inside. */
  runtime: string;
  /** The packages of npm that it imports. */
  packages: readonly { name: string; version: string; integrity: string }[];
}

/** The bill of materials of a program, as CycloneDX 1.6 in JSON; the same contents give the same text. */
export function billOfMaterials({ version, commit, runtime, packages }: Contents): string {
  const { Models, Enums, Spec, Serialize } = CycloneDX;
  const program = new Models.Component(Enums.ComponentType.Application, "bond", {
    version,
    bomRef: `bond@${version}`,
    licenses: new Models.LicenseRepository([new Models.SpdxLicense("Apache-2.0")]),
  });
  program.properties.add(new Models.Property("commit", commit));
  const bom = new Models.Bom({ metadata: new Models.Metadata({ component: program }) });
  const parts = [
    new Models.Component(Enums.ComponentType.Framework, "denort", {
      version: runtime,
      bomRef: `denort@${runtime}`,
    }),
    ...packages.map(({ name, version, integrity }) => {
      const part = new Models.Component(Enums.ComponentType.Library, name, {
        version,
        bomRef: `${name}@${version}`,
      });
      part.hashes.set(Enums.HashAlgorithm["SHA-512"], hexOf(integrity));
      return part;
    }),
  ];
  for (const part of parts) {
    bom.components.add(part);
    program.dependencies.add(part.bomRef);
  }
  const normal = new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6);
  return new Serialize.JsonSerializer(normal).serialize(bom, { sortLists: true, space: 2 });
}

/** What CycloneDX' own schema objects to in a bill of materials; "" when nothing. Takes ajv and its formats. */
export async function billProblems(text: string): Promise<string> {
  const { Validation, Spec } = CycloneDX;
  const problems = await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(text);
  return problems === null ? "" : JSON.stringify(problems);
}

/** The digest of a lock file's "sha512-…" in hexadecimal. */
function hexOf(integrity: string): string {
  return Uint8Array.fromBase64(integrity.replace(/^sha512-/, "")).toHex();
}
