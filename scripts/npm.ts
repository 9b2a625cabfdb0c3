import { createHash } from "node:crypto";
import { join } from "node:path";

/** One published version of an npm package, pinned by what it must hash to. */
export interface PinnedPackage {
  name: string;
  version: string;
  /** Of its tarball, as npm writes it: "sha512-" and base 64. */
  integrity: string;
}

/** A download that is not what was pinned, or could not be had. */
export class PackageError extends Error {
  override readonly name = "PackageError";
}

/**
 * Downloads the tarball of a package to a file.
 * @throws {PackageError} when its hash is not the pinned one; the file is then removed.
 */
export async function downloadTarball(wanted: PinnedPackage, to: string): Promise<void> {
  const url = tarballUrl(wanted);
  const response = await fetch(url, { headers: authorization(url) });
  if (!response.ok || response.body === null) {
    throw new PackageError(`${url} answers ${response.status} ${response.statusText}`);
  }
  const hash = createHash("sha512");
  const file = await Deno.open(to, { write: true, create: true, truncate: true });
  await response.body
    .pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          hash.update(chunk);
          controller.enqueue(chunk);
        },
      }),
    )
    .pipeTo(file.writable);
  const integrity = `sha512-${hash.digest("base64")}`;
  if (integrity === wanted.integrity) return;
  await Deno.remove(to);
  throw new PackageError(`${url} has integrity ${integrity}, but ${wanted.integrity} is pinned`);
}

/** Where the configured registry keeps the tarball of a package. */
export function tarballUrl({ name, version }: PinnedPackage): string {
  return new URL(`${name}/-/${name.split("/").at(-1)}-${version}.tgz`, registry()).href;
}

/** The registry that npm is configured with, which in an air-gapped network is a mirror. */
function registry(): string {
  const url = Deno.env.get("npm_config_registry") ?? Deno.env.get("NPM_CONFIG_REGISTRY") ??
    npmrc().get("registry") ?? "https://registry.npmjs.org/";
  return url.endsWith("/") ? url : `${url}/`;
}

/** The credentials that npm has for the registry, none for any other place. */
function authorization(url: string): Record<string, string> {
  const base = registry();
  const token = npmrc().get(`${base.replace(/^https?:/, "")}:_authToken`);
  return token && url.startsWith(base) ? { authorization: `Bearer ${token}` } : {};
}

/** The settings of the project's and the user's .npmrc; the project's win. */
function npmrc(): Map<string, string> {
  const settings = new Map<string, string>();
  for (const folder of [Deno.env.get("HOME"), Deno.cwd()]) {
    for (const line of readLines(join(folder ?? "/", ".npmrc"))) {
      const [, key, value] = /^\s*([^#;=\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
      if (key === undefined || value === undefined) continue;
      settings.set(key, value.replace(/\$\{(\w+)\}/g, (_, name) => Deno.env.get(name) ?? ""));
    }
  }
  return settings;
}

function readLines(path: string): string[] {
  try {
    return Deno.readTextFileSync(path).split("\n");
  } catch {
    return [];
  }
}
