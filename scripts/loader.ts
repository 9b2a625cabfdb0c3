/** How a start of the program loads a part: text that is added to the entry, since nothing can be imported there. */
import { createRequire } from "node:module";
import { type Places, SECTIONS } from "./apart.ts";

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
 * returns a part's file, its code, and the option with its cache if there is one; a cache that does not fit
 * V8 or its flags is not used.
 */
const loader = (load: string) =>
  `${REQUIRE_LATE}
async function loadApart(name) {
  const [{ Script }, { createRequire }] = await Promise.all([
    import("node:vm"),
    import("node:module"),
  ]);
  // No CNI call wants a module of Node.js: what finds one takes a while to make.
  let own;
  const require = (name) => (own ??= createRequire(import.meta.url))(name);
  ${load}
  const [file, code, cached] = await load();
  const script = new Script(code, { filename: "bond:" + file, lineOffset: -1, ...cached });
  const module = { exports: {} };
  const timers = { setTimeout, clearTimeout, setInterval, clearInterval };
  script.runInThisContext()(module, module.exports, requireLate(require), timers);
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
  const load = async () => {
    using executable = Deno.openSync("/proc/self/exe");
    const fill = (bytes, at, from = 0) => {
      executable.seekSync(at, 0);
      for (let n = from; n < bytes.length;) {
        n += executable.readSync(bytes.subarray(n)) ?? bytes.length;
      }
      return bytes;
    };
    const read = (at, length) => fill(new Uint8Array(length), at);
    const header = new DataView(read(0, 64).buffer);
    const end = Number(header.getBigUint64(${SECTIONS.at}, true)) +
      header.getUint16(${SECTIONS.size}, true) * header.getUint16(${SECTIONS.count}, true);
    const places = ${JSON.stringify(places)};
    const ofCommand = name + "_" + Deno.env.get("CNI_COMMAND") + ".js";
    const file = ofCommand in places ? ofCommand : name + ".js";
    const octetsAt = async ([at, length, deflated, inflated]) => {
      if (!deflated) return read(end + at, length);
      const { constants, createInflateRaw, inflateRawSync } = await import("node:zlib");
      const stored = read(end + at, deflated);
      const bytes = new Uint8Array(inflated + length - deflated);
      // The function for it copies what comes out, which takes as long as inflating; this is what it calls.
      const [, room] = createInflateRaw()._handle?.writeSync?.(
        constants.Z_FINISH, stored, 0, deflated, bytes, 0, inflated) ?? [];
      if (room !== 0) bytes.set(inflateRawSync(stored));
      return deflated < length ? fill(bytes, end + at + deflated, inflated) : bytes;
    };
    const { code: place, cache } = places[file];
    const code = new TextDecoder().decode(await octetsAt(place));
    return cache ? [file, code, { cachedData: await octetsAt(cache) }] : [file, code];
  };
`);
}

/** Returns the places that `loaderApart` put into a program's text. Throws Error when its parts do not stand apart. */
export function placesIn(program: string): Places {
  const [, places] = /const places = (\{.*\});/.exec(program) ?? [];
  if (places === undefined) throw new Error("nothing stands apart in this program");
  return JSON.parse(places);
}
