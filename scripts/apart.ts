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
  /** V8's code cache of it. */
  cache?: Uint8Array;
}

/** Where something stands: octets behind the runtime's end, and how many. */
type Place = [at: number, length: number];

/** Where a part stands. */
interface PlacedPart {
  code: Place;
  cache?: [...Place, deflated: boolean];
}

/** Where each part stands, by name. */
export type Places = Record<string, PlacedPart>;

/** Octets above which the cache for a CNI call is deflated: to inflate takes longer than to read. */
const READ_AT_MOST = 270_000;

/** The name of the file of a part: of all of it, or of what serves one CNI command. */
export function partName(part: string, command: string): string {
  return command ? `${part}_${command}.js` : `${part}.js`;
}

/**
 * What stands around a module's code, in lines of its own: see `lineOffset` below. In a script Deno gives the
 * timers of Node.js, which are no numbers: those of Deno come from whoever calls.
 */
const WRAPPER = [
  "(function (module, exports, require, { setTimeout, clearTimeout, setInterval, clearInterval }) {\n",
  "\n})",
] as const;

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
  const places = Object.fromEntries(parts.map(({ name, code, cache }): [string, PlacedPart] => {
    if (!cache) return [name, { code: place(code) }];
    const deflated = /_[A-Z]+\.js$/.test(name) && code.length + cache.length > READ_AT_MOST;
    const stored = deflated ? deflateRawSync(cache, { level: 9 }) : cache;
    return [name, { code: place(code), cache: [...place(stored), deflated] }];
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
  let process;
  const withOwnEnv = (process) => Object.create(process, { env: { value: Deno.env.toObject() } });
  return (name) => {
    if (name === "node:process") return process ??= withOwnEnv(require(name));
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
  const [file, code, cached] = load();
  const script = new Script(code, { filename: "bond:" + file, lineOffset: -1, ...cached });
  const module = { exports: {} };
  const late = requireLate(createRequire(import.meta.url));
  const timers = { setTimeout, clearTimeout, setInterval, clearInterval };
  script.runInThisContext()(module, module.exports, late, timers);
  return module.exports;
}
`;

/** The loader of parts that are files beside the entry. */
export const LOADER_BESIDE = loader(`
  const load = () => {
    const file = name + ".js";
    return [file, Deno.readTextFileSync(new URL("./" + file, import.meta.url))];
  };
`);

/** The loader of parts that stand apart in the executable. */
export function loaderApart(places: Places): string {
  return loader(`
  const load = () => {
    using executable = Deno.openSync("/proc/self/exe");
    const read = (at, length) => {
      const bytes = new Uint8Array(length);
      executable.seekSync(at, 0);
      for (let n = 0; n < length;) n += executable.readSync(bytes.subarray(n)) ?? length;
      return bytes;
    };
    const header = new DataView(read(0, 64).buffer);
    const end = Number(header.getBigUint64(${SECTIONS.at}, true)) +
      header.getUint16(${SECTIONS.size}, true) * header.getUint16(${SECTIONS.count}, true);
    const places = ${JSON.stringify(places)};
    const ofCommand = name + "_" + Deno.env.get("CNI_COMMAND") + ".js";
    const file = ofCommand in places ? ofCommand : name + ".js";
    const { code: [at, length], cache } = places[file];
    const code = new TextDecoder().decode(read(end + at, length));
    if (!cache) return [file, code];
    const [cacheAt, cacheLength, deflated] = cache;
    const stored = read(end + cacheAt, cacheLength);
    return [file, code, { cachedData: deflated ? inflateRawSync(stored) : stored }];
  };
`);
}

/** Returns the places that `loaderApart` put into a program's text. Throws Error when its parts do not stand apart. */
export function placesIn(program: string): Places {
  const [, places] = /const places = (\{.*\});/.exec(program) ?? [];
  if (places === undefined) throw new Error("nothing stands apart in this program");
  return JSON.parse(places);
}
