/**
 * The part of a program that most of its starts do not need. The runtime reads all that `deno compile`
 * puts behind it at every start; what stands between the two costs nothing until it is asked for.
 */

/** Where a 64-bit ELF file says at which octet its table of sections is, and how large. */
const SECTIONS = { at: 40, size: 58, count: 60 } as const;

/** Puts `part`, a CommonJS module, into an executable between the runtime and what that reads. */
export function putApart(executable: Uint8Array, part: string): Uint8Array {
  const view = new DataView(executable.buffer, executable.byteOffset, executable.length);
  const end = Number(view.getBigUint64(SECTIONS.at, true)) +
    view.getUint16(SECTIONS.size, true) * view.getUint16(SECTIONS.count, true);
  const code = new TextEncoder().encode(part);
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, code.length, true);
  const result = new Uint8Array(executable.length + length.length + code.length);
  result.set(executable.subarray(0, end));
  result.set(length, end);
  result.set(code, end + length.length);
  result.set(executable.subarray(end), end + length.length + code.length);
  return result;
}

/**
 * The text of a function that returns what the module `name` exports: from a file beside the entry, or,
 * where there is none, from the executable.
 */
export function apartLoader(name: string): string {
  return `
async function loadApart() {
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
    const length = new DataView(read(file, end, 4).buffer).getUint32(0, true);
    return new TextDecoder().decode(read(file, end + 4, length));
  };
  const load = () => {
    try {
      return Deno.readTextFileSync(new URL("./${name}", import.meta.url));
    } catch {
      return fromExecutable();
    }
  };
  const { createRequire } = await import("node:module");
  const module = { exports: {} };
  const run = new Function("module", "exports", "require", load() + "\\n//# sourceURL=bond:${name}");
  run(module, module.exports, createRequire(import.meta.url));
  return module.exports;
}
`;
}
