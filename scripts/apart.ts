/**
 * The parts of a program that most of its starts do not need. The runtime reads all that `deno compile`
 * puts behind it at every start; what stands between the two costs nothing until it is asked for.
 */

import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** Where a 64-bit ELF file says at which octet its table of sections is, and how large. */
const SECTIONS = { at: 40, size: 58, count: 60 } as const;

/** Puts `parts`, CommonJS modules, into an executable between the runtime and what that reads. */
export function putApart(executable: Uint8Array, parts: readonly string[]): Uint8Array {
  const view = new DataView(executable.buffer, executable.byteOffset, executable.length);
  const end = Number(view.getBigUint64(SECTIONS.at, true)) +
    view.getUint16(SECTIONS.size, true) * view.getUint16(SECTIONS.count, true);
  const codes = parts.map((part) => new TextEncoder().encode(part));
  const lengths = new Uint8Array(4 * codes.length);
  const table = new DataView(lengths.buffer);
  codes.forEach(({ length }, i) => table.setUint32(4 * i, length, true));
  const pieces = [executable.subarray(0, end), lengths, ...codes, executable.subarray(end)];
  const result = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    result.set(piece, at);
    at += piece.length;
  }
  return result;
}

/**
 * Modules of Node.js that take milliseconds to load, and what each exports: packages name them at their start,
 * and use them seldom.
 */
const LATE = Object.fromEntries(
  ["node:child_process", "node:crypto", "node:fs"].map((
    name,
  ) => [name, Object.keys(require(name))]),
);

/**
 * The text of a function that returns what module `i` of those with the names `names` exports: from a file
 * beside the entry, or, where there is none, from the executable.
 */
export function apartLoader(names: readonly string[]): string {
  return `
function requireLate(require) {
  const late = ${JSON.stringify(LATE)};
  return (name) => {
    const keys = late[name];
    if (!keys) return require(name);
    let loaded;
    const get = (key) => keys.includes(key) ? (loaded ??= require(name))[key] : undefined;
    return new Proxy({}, {
      get: (_, key) => get(key),
      ownKeys: () => keys,
      getOwnPropertyDescriptor: (_, key) =>
        keys.includes(key) ? { get: () => get(key), enumerable: true, configurable: true } : undefined,
    });
  };
}
async function loadApart(i) {
  const names = ${JSON.stringify(names)};
  const read = (file, at, length) => {
    const bytes = new Uint8Array(length);
    file.seekSync(at, 0);
    for (let n = 0; n < length;) n += file.readSync(bytes.subarray(n)) ?? length;
    return bytes;
  };
  const fromExecutable = () => {
    using file = Deno.openSync("/proc/self/exe");
    const view = new DataView(read(file, 0, 64).buffer);
    const end = Number(view.getBigUint64(${SECTIONS.at}, true)) +
      view.getUint16(${SECTIONS.size}, true) * view.getUint16(${SECTIONS.count}, true);
    const table = new DataView(read(file, end, 4 * names.length).buffer);
    const lengths = names.map((_, i) => table.getUint32(4 * i, true));
    const before = lengths.slice(0, i).reduce((sum, length) => sum + length, 4 * names.length);
    return new TextDecoder().decode(read(file, end + before, lengths[i]));
  };
  const load = () => {
    try {
      return Deno.readTextFileSync(new URL("./" + names[i], import.meta.url));
    } catch {
      return fromExecutable();
    }
  };
  const { createRequire } = await import("node:module");
  const module = { exports: {} };
  const run = new Function("module", "exports", "require", load() + "\\n//# sourceURL=bond:" + names[i]);
  run(module, module.exports, requireLate(createRequire(import.meta.url)));
  return module.exports;
}
`;
}
