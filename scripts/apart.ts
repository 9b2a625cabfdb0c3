/**
 * The parts of a program that a start loads only when it wants them. The runtime reads all that
 * `deno compile` puts behind it at every start; what stands between the two costs nothing until it is
 * asked for. Beside each part may be V8's code caches of it, which spare a start most of its compilation.
 */
import { Buffer } from "node:buffer";
import { deflateRawSync, inflateRawSync } from "node:zlib";

/** A part: a script whose value is a function as CommonJS wraps modules in. */
export interface Part {
  /** Name of its file. */
  name: string;
  code: Uint8Array;
  /** V8's code cache of it. */
  cache?: Uint8Array;
}

/**
 * Where something stands: octets behind the runtime's end, and how many, of which the first `deflated` become
 * `inflated`.
 */
type Place = [at: number, length: number, deflated: number, inflated: number];

/** Where a part stands. */
interface PlacedPart {
  code: Place;
  cache?: Place;
}

/** Where each part stands, by name. */
export type Places = Record<string, PlacedPart>;

/**
 * Octets above which some of a part for a CNI call are deflated, although to inflate takes longer than to read:
 * with the 17 kB that every start reads, a call is to read less than 300 kB.
 */
const READ_AT_MOST = 282_000;

/** The name of the file of a part: of all of it, or of what serves one CNI command. */
export function partName(part: string, command: string): string {
  return command ? `${part}_${command}.js` : `${part}.js`;
}

/** Returns parts as one piece, and where in it each stands. */
export function layOut(parts: readonly Part[]): { piece: Uint8Array; places: Places } {
  const pieces: Uint8Array[] = [];
  let end = 0;
  const place = (octets: Uint8Array, excess: number): Place => {
    const inflated = excess > 0 ? toDeflate(octets, excess) : 0;
    const head = inflated > 0 ? deflated(octets, inflated) : new Uint8Array();
    pieces.push(head, octets.subarray(inflated));
    const length = head.length + octets.length - inflated;
    end += length;
    return [end - length, length, head.length, inflated];
  };
  const places = Object.fromEntries(
    parts.map(({ name, code, cache = new Uint8Array() }): [string, PlacedPart] => {
      const isForCall = /_[A-Z]+\.js$/.test(name);
      const excess = isForCall ? code.length + cache.length - READ_AT_MOST : 0;
      const ofCache = cache.length > 0 ? { cache: place(cache, excess) } : {};
      const saved = cache.length - (ofCache.cache?.[1] ?? 0);
      return [name, { code: place(code, excess - saved), ...ofCache }];
    }),
  );
  return { piece: new Uint8Array(Buffer.concat(pieces)), places };
}

/** Steps in which it is looked for how much to deflate, octets. */
const STEP = 1024;

/** Returns how many of the first octets are to be deflated to save `excess`; all, should that not be enough. */
function toDeflate(octets: Uint8Array, excess: number): number {
  for (let n = excess; n < octets.length; n += STEP) {
    if (n - deflated(octets, n).length >= excess) return n;
  }
  return octets.length;
}

function deflated(octets: Uint8Array, count: number): Uint8Array {
  return deflateRawSync(octets.subarray(0, count), { level: 9 });
}

/** Returns what stands at a place in a piece. */
export function octetsAt(piece: Uint8Array, [at, length, deflated]: Place): Uint8Array {
  const [head, rest] = [
    piece.subarray(at, at + deflated),
    piece.subarray(at + deflated, at + length),
  ];
  return new Uint8Array(Buffer.concat([deflated > 0 ? inflateRawSync(head) : head, rest]));
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
