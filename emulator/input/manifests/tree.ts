/** Folders of manifests, and what lies among them that is none. */

import { isJsonObject } from "../../../cni/mod.ts";
import { parse } from "yaml";
import type { Finding } from "../model.ts";
import type { ManifestCode } from "./types.ts";

/** A folder, and its own files of manifests in lexical order. */
export interface Folder {
  path: string;
  files: string[];
}

const MANIFEST_NAME = /\.(ya?ml|json)$/;
const KUSTOMIZATION = /^(kustomization\.ya?ml|Kustomization)$/;
const CHART = /^Chart\.ya?ml$/;
const FOREIGN_FOLDERS: readonly string[] = ["node_modules", "vendor"];

/**
 * Returns the folders with manifests at and below `path`, each before those inside it, and what was left
 * out that others make manifests of. Links are not followed. `isWhole` says of a folder's files
 * whether everything below belongs to them, and is not looked for. Throws Deno.errors.NotFound.
 */
export function findFolders(
  path: string,
  isWhole: (files: readonly string[]) => boolean,
): { folders: Folder[]; findings: Finding<ManifestCode>[] } {
  const folders: Folder[] = [];
  const findings: Finding<ManifestCode>[] = [];
  const walk = (folder: string) => {
    const entries = [...Deno.readDirSync(folder)]
      .sort((one, other) => one.name < other.name ? -1 : 1);
    const patches = entries.filter(({ name }) => KUSTOMIZATION.test(name))
      .flatMap(({ name }) => patchesOf(`${folder}/${name}`));
    const files = entries.filter(({ isFile, name }) => isFile && MANIFEST_NAME.test(name))
      .map(({ name }) => name);
    const own = files.filter((name) => !patches.includes(name)).map((name) => `${folder}/${name}`);
    for (const name of files.filter((name) => patches.includes(name))) {
      findings.push({
        code: "not-rendered",
        message: "this is a patch of a kustomization, not a whole object: ignored",
        path: `${folder}/${name}`,
        hint: "to have what comes of it checked: kustomize build",
      });
    }
    if (own.length > 0) folders.push({ path: folder, files: own });
    if (isWhole(own)) return;
    const isChart = entries.some(({ name }) => CHART.test(name));
    for (const { isDirectory, name } of entries) {
      if (!isDirectory || name.startsWith(".") || FOREIGN_FOLDERS.includes(name)) continue;
      if (isChart && name === "templates") findings.push(ofChart(`${folder}/${name}`));
      else walk(`${folder}/${name}`);
    }
  };
  walk(path.replace(/(?<=.)\/+$/, ""));
  return { folders, findings };
}

function ofChart(path: string): Finding<ManifestCode> {
  return {
    code: "not-rendered",
    message: "these are templates of a Helm chart: ignored",
    path,
    hint: "to have what comes of them checked: helm template . | bond lint -",
  };
}

/** The files that a kustomization patches others with; none where it cannot be read. */
function patchesOf(file: string): string[] {
  let json: unknown;
  try {
    json = parse(Deno.readTextFileSync(file));
  } catch {
    return [];
  }
  if (!isJsonObject(json)) return [];
  return ["patches", "patchesStrategicMerge", "patchesJson6902"].flatMap((key) => {
    const list = json[key];
    return Array.isArray(list) ? list : [];
  }).flatMap((entry: unknown) => {
    const path = isJsonObject(entry) ? entry["path"] : entry;
    return typeof path === "string" ? [path.replace(/^\.\//, "")] : [];
  });
}
