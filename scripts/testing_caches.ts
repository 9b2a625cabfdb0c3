/** A program for a test, built as the executable is: tells which parts of another one V8 takes the code cache of. */
import { Script } from "node:vm";
import { inflateRawSync } from "node:zlib";
import { endOfRuntime } from "./apart.ts";
import { placesIn } from "./loader.ts";

const [path = ""] = Deno.args;
// The build tries whether what it has built starts.
if (path === "--version") Deno.exit();
const executable = Deno.readFileSync(path);
const behind = executable.subarray(endOfRuntime(executable));
const places = placesIn(new TextDecoder("latin1").decode(behind));
const taken = Object.entries(places).map(([name, { code, cache }]) => {
  if (!cache) return [name, "none"];
  const [at, length, inflated] = cache;
  const stored = behind.subarray(at, at + length);
  const script = new Script(
    new TextDecoder().decode(behind.subarray(code[0], code[0] + code[1])),
    { cachedData: inflated ? inflateRawSync(stored) : stored },
  );
  return [name, script.cachedDataRejected ? "refused" : "taken"];
});
Deno.stdout.writeSync(new TextEncoder().encode(JSON.stringify(Object.fromEntries(taken))));
