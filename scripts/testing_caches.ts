/** A program for a test, built as the executable is: tells which parts of another one V8 takes the code cache of. */
import { Script } from "node:vm";
import { endOfRuntime, octetsAt } from "./apart.ts";
import { placesIn } from "./loader.ts";

const [path = ""] = Deno.args;
// The build tries whether what it has built starts.
if (path === "--version") Deno.exit();
const executable = Deno.readFileSync(path);
const behind = executable.subarray(endOfRuntime(executable));
const places = placesIn(new TextDecoder("latin1").decode(behind));
const taken = Object.entries(places).map(([name, { code, cache }]) => {
  if (!cache) return [name, "none"];
  const script = new Script(
    new TextDecoder().decode(octetsAt(behind, code)),
    { cachedData: octetsAt(behind, cache) },
  );
  return [name, script.cachedDataRejected ? "refused" : "taken"];
});
Deno.stdout.writeSync(new TextEncoder().encode(JSON.stringify(Object.fromEntries(taken))));
