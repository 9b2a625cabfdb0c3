/** From documents to typed objects. */

import { diagnosticAt } from "../diagnostic.ts";
import type { Diagnostic } from "../model.ts";
import { readObject } from "./kinds.ts";
import { readSource } from "./source.ts";
import type { ManifestObject, Manifests } from "./types.ts";

/** A file's name as the user gave it, and what it holds. */
export interface ManifestFile {
  file: string;
  text: string;
}

/** Returns what `files` say. Whatever is wrong with them is among the diagnostics. */
export function readManifests(files: readonly ManifestFile[]): Manifests {
  const manifests = emptyManifests();
  for (const { file, text } of files) {
    const { documents, problems } = readSource(file, text);
    for (const { message, position } of problems) {
      manifests.diagnostics.push(diagnosticAt(position, {
        code: "yaml-syntax",
        severity: "error",
        message: `this is not valid YAML: ${message}`,
        hint: "correct it here; often an indentation, a tab or an unclosed quote a line above",
      }));
    }
    for (const source of documents) readObject(source, manifests);
  }
  for (const kind of ["pods", "networks"] as const) {
    const objects: ManifestObject[] = manifests[kind];
    manifests.diagnostics.push(...keepLast(objects, kind === "pods" ? "pod" : "network"));
  }
  return manifests;
}

/** Returns manifests that say nothing. */
export function emptyManifests(): Manifests {
  return { pods: [], networks: [], devicePlugins: [], multus: [], scenarios: [], diagnostics: [] };
}

/** Applied one after another, a later object replaces an earlier one of its name. */
function keepLast(objects: ManifestObject[], what: string): Diagnostic[] {
  const last = new Map<string, ManifestObject>();
  const diagnostics: Diagnostic[] = [];
  for (const object of objects) {
    const key = `${object.namespace}/${object.name}`;
    const earlier = last.get(key)?.source.position();
    if (earlier) {
      diagnostics.push(diagnosticAt(object.source.position(["metadata", "name"]), {
        code: "object-repeated",
        severity: "warning",
        message: `${what} ${key} is defined again; the first is at ${earlier.file}:${earlier.line}`,
        hint: "the last one counts, as after kubectl apply: remove the other",
      }));
    }
    last.set(key, object);
  }
  objects.splice(
    0,
    objects.length,
    ...objects.filter((object) => [...last.values()].includes(object)),
  );
  return diagnostics;
}
