/**
 * The parts of a program that a start loads only when it wants them. The runtime reads all that
 * `deno compile` puts behind it at every start; what stands between the two costs nothing until it is
 * asked for. Beside each part may be V8's code caches of it, which spare a start most of its compilation.
 */
import { Buffer } from "node:buffer";
import { createRequire } from "node:module";
import { deflateRawSync } from "node:zlib";

/** A part: a script whose value is a function as CommonJS wraps modules in. */
export interface Part {
  /** Name of its file. */
  name: string;
  code: Uint8Array;
  /** Code caches, by the CNI command that they are of; "" is a call that is no command. */
  caches: Readonly<Record<string, Uint8Array>>;
}

/** Where something stands: octets behind the runtime's end, and how many. */
type Place = [at: number, length: number];

/** Where a part stands. */
interface PlacedPart {
  code: Place;
  caches: [command: string, place: Place][];
  /** What a CNI call has to read is: that halves it. */
  deflated: boolean;
}

/** Where each part stands, by name. */
export type Places = Record<string, PlacedPart>;

/** What stands around a module's code, in lines of its own: see `lineOffset` below. */
const WRAPPER = ["(function (module, exports, require) {\n", "\n})"] as const;

/** Returns a CommonJS module as the script of a part. */
export function scriptOf(module: string): string {
  return WRAPPER.join(module);
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
  const places = Object.fromEntries(parts.map(({ name, code, caches }) => {
    const deflated = Object.keys(caches).some((command) => command !== "");
    const packed = (bytes: Uint8Array) => deflated ? deflateRawSync(bytes, { level: 9 }) : bytes;
    const placed = Object.entries(caches).map(([command, cache]): [string, Place] => [
      command,
      place(packed(cache)),
    ]);
    return [name, { code: place(packed(code)), caches: placed, deflated }];
  }));
  return { piece: new Uint8Array(Buffer.concat(pieces)), places };
}

/** Where a 64-bit ELF file says at which octet its table of sections is, and how large. */
const SECTIONS = { at: 40, size: 58, count: 60 } as const;

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

const require = createRequire(import.meta.url);

/**
 * Modules of Node.js that take milliseconds to load, and what each exports: packages name them at their start,
 * and use them seldom.
 */
const LATE = Object.fromEntries(
  ["node:child_process", "node:crypto", "node:fs"].map((name) => [
    name,
    Object.keys(require(name)),
  ]),
);

/** The text of a function that returns a `require` which loads such modules when they are used. */
const REQUIRE_LATE = `
function requireLate(require) {
  const late = ${JSON.stringify(LATE)};
  // The reader of YAML asks for a variable at each token, which takes as long as what it does with it.
  const process = Object.create(require("node:process"), { env: { value: Deno.env.toObject() } });
  return (name) => {
    if (name === "node:process") return process;
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
`;

/**
 * The text of a function that returns what the part of a name exports. `load` is the text of one that
 * returns the part's code, and the option with its cache if there is one; a cache that does not fit V8 or its
 * flags is not used.
 */
const loader = (load: string) =>
  `${REQUIRE_LATE}
async function loadApart(name) {
  const [{ Script }, { createRequire }, { inflateRawSync }] = await Promise.all([
    import("node:vm"),
    import("node:module"),
    import("node:zlib"),
  ]);
  ${load}
  const [code, cached] = load();
  const script = new Script(code, { filename: "bond:" + name, lineOffset: -1, ...cached });
  const module = { exports: {} };
  const late = requireLate(createRequire(import.meta.url));
  script.runInThisContext()(module, module.exports, late);
  return module.exports;
}
`;

/** The loader of parts that are files beside the entry. */
export const LOADER_BESIDE = loader(`
  const load = () => [Deno.readTextFileSync(new URL("./" + name, import.meta.url))];
`);

/** The loader of parts that stand apart in the executable. */
export function loaderApart(places: Places): string {
  return loader(`
  const load = () => {
    using file = Deno.openSync("/proc/self/exe");
    const read = (at, length) => {
      const bytes = new Uint8Array(length);
      file.seekSync(at, 0);
      for (let n = 0; n < length;) n += file.readSync(bytes.subarray(n)) ?? length;
      return bytes;
    };
    const header = new DataView(read(0, 64).buffer);
    const end = Number(header.getBigUint64(${SECTIONS.at}, true)) +
      header.getUint16(${SECTIONS.size}, true) * header.getUint16(${SECTIONS.count}, true);
    const part = ${JSON.stringify(places)}[name];
    const piece = ([at, length]) => {
      const bytes = read(end + at, length);
      return part.deflated ? inflateRawSync(bytes) : bytes;
    };
    const command = Deno.env.get("CNI_COMMAND") ?? "";
    const code = new TextDecoder().decode(piece(part.code));
    const place = part.caches.find(([of]) => of === command)?.[1];
    return [code, place && { cachedData: piece(place) }];
  };
`);
}

/** Returns the places that `loaderApart` put into a program's text. Throws Error when its parts do not stand apart. */
export function placesIn(program: string): Places {
  const [, places] = /const part = (\{.*\})\[name\];/.exec(program) ?? [];
  if (places === undefined) throw new Error("nothing stands apart in this program");
  return JSON.parse(places);
}
