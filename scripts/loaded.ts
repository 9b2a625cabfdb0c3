/** What a start of the program reads of it, beside the runtime. */
import { endOfRuntime, type Places, placesIn } from "./apart.ts";

/** The octets of ours that each CNI command reads of the executable at `path`, whose parts stand apart. */
export function readByCommand(path: string): Record<string, number> {
  const executable = Deno.readFileSync(path);
  const behind = executable.subarray(endOfRuntime(executable));
  const places = placesIn(new TextDecoder("latin1").decode(behind));
  const { code, caches } = places["bond_part.js"] ?? { code: [0, 0], caches: [] };
  const always = behind.length - lengthOf(places);
  return Object.fromEntries([
    ["VERSION", always],
    ...caches.map(([command, [, length]]) => [command, always + code[1] + length]),
  ]);
}

function lengthOf(places: Places): number {
  const all = Object.values(places).flatMap(({ code, caches }) => [
    code,
    ...caches.map(([, place]) => place),
  ]);
  return all.reduce((sum, [, length]) => sum + length, 0);
}
