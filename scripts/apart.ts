/**
 * The parts of a program that a start loads only when it wants them. The runtime reads all that
 * `deno compile` puts behind it at every start; what stands between the two costs nothing until it is
 * asked for. Beside each part may be V8's code caches of it, which spare a start most of its compilation.
 */
import { Buffer } from "node:buffer";
import { deflateRawSync } from "node:zlib";

/** A part: a script whose value is a function as CommonJS wraps modules in. */
export interface Part {
  /** Name of its file. */
  name: string;
  code: Uint8Array;
  /** V8's code cache of it. */
  cache?: Uint8Array;
}

/** Where something stands: octets behind the runtime's end, and how many. */
type Place = [at: number, length: number];

/** Where a part stands, and how many octets its cache has when it is inflated: 0 where it is not deflated. */
interface PlacedPart {
  code: Place;
  cache?: [...Place, inflated: number];
}

/** Where each part stands, by name. */
export type Places = Record<string, PlacedPart>;

/**
 * Octets above which the cache for a CNI call is deflated, although to inflate takes longer than to read: with
 * the 15 kB that every start reads, a call is to read less than 300 kB.
 */
const READ_AT_MOST = 285_000;

/** The name of the file of a part: of all of it, or of what serves one CNI command. */
export function partName(part: string, command: string): string {
  return command ? `${part}_${command}.js` : `${part}.js`;
}

/** Returns parts as one piece, and where in it each stands. */
export function layOut(parts: readonly Part[]): { piece: Uint8Array; places: Places } {
  const pieces: Uint8Array[] = [];
  let end = 0;
  const place = (piece: Uint8Array): Place => {
    pieces.push(piece);
    end += piece.length;
    return [end - piece.length, piece.length];
  };
  const places = Object.fromEntries(parts.map(({ name, code, cache }): [string, PlacedPart] => {
    if (!cache) return [name, { code: place(code) }];
    const deflated = /_[A-Z]+\.js$/.test(name) && code.length + cache.length > READ_AT_MOST;
    const stored = deflated ? deflateRawSync(cache, { level: 9 }) : cache;
    return [name, { code: place(code), cache: [...place(stored), deflated ? cache.length : 0] }];
  }));
  return { piece: new Uint8Array(Buffer.concat(pieces)), places };
}

/** Where a 64-bit ELF file says at which octet its table of sections is, and how large. */
export const SECTIONS = { at: 40, size: 58, count: 60 } as const;

/** Puts a piece into an executable between the runtime and what that reads. */
export function putApart(executable: Uint8Array, piece: Uint8Array): Uint8Array {
  const end = endOfRuntime(executable);
  return new Uint8Array(
    Buffer.concat([executable.subarray(0, end), piece, executable.subarray(end)]),
  );
}

/** Returns at which octet of an executable the runtime ends, and what is ours begins. */
export function endOfRuntime(executable: Uint8Array): number {
  const view = new DataView(executable.buffer, executable.byteOffset, executable.length);
  return Number(view.getBigUint64(SECTIONS.at, true)) +
    view.getUint16(SECTIONS.size, true) * view.getUint16(SECTIONS.count, true);
}
