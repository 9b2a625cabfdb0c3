/** What a start of the program reads of it, beside the runtime. */
import { endOfRuntime, partName, type Places } from "./apart.ts";
import { COMMANDS, IPAM_PLUGIN, PLUGIN } from "./bundle.ts";
import { placesIn } from "./loader.ts";

/** The octets of ours that each CNI call reads of the executable at `path`, whose parts stand apart. */
export function readByCommand(path: string): Record<string, number> {
  const executable = Deno.readFileSync(path);
  const behind = executable.subarray(endOfRuntime(executable));
  const places = placesIn(new TextDecoder("latin1").decode(behind));
  const always = behind.length - lengthOf(Object.values(places));
  const read = [PLUGIN, IPAM_PLUGIN].flatMap((plugin) =>
    COMMANDS.map((command) => {
      const part = places[partName(plugin, command)];
      const call = plugin === PLUGIN ? command : `${command} with IPAM`;
      return [call, always + lengthOf(part ? [part] : [])] as const;
    })
  );
  return Object.fromEntries([["VERSION", always], ...read]);
}

function lengthOf(parts: Places[string][]): number {
  return parts.reduce((sum, { code, cache }) => sum + code[1] + (cache?.[1] ?? 0), 0);
}
