/**
 * The program. With CNI_COMMAND set it is a CNI plugin; otherwise the lab's command line. Each is loaded
 * only when it is wanted: a plugin's start must be short, and VERSION needs next to nothing.
 */

import { processHost, runVersion } from "../cni/mod.ts";

const command = Deno.env.get("CNI_COMMAND");
if (command) {
  // The lab runs this very program in the place of other vendors' plugins, and has it die on the way.
  const standIn = Deno.env.get("BOND_STANDIN");
  const killAt = Deno.env.get("BOND_LAB_KILL_AT");
  if (killAt) {
    const { runDoomedPlugin } = await import("./lab_part.ts");
    Deno.exit(await runDoomedPlugin(Number(killAt), standIn));
  }
  if (command === "VERSION") Deno.exit(await runVersion(processHost()));
  const { bondPlugin, runPlugin } = await import("./plugin_part.ts");
  const plugin = standIn ? (await import("./lab_part.ts")).standIn(standIn) : bondPlugin;
  Deno.exit(await runPlugin(plugin));
}
const { aboutText, runCommandLine } = await import("./lab_part.ts");
if (Deno.args.length === 0) {
  Deno.stderr.writeSync(new TextEncoder().encode(aboutText()));
  Deno.exit(0);
}
Deno.exit(await runCommandLine(Deno.args));
