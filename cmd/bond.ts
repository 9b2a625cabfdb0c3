/**
 * The program. With CNI_COMMAND set it is a CNI plugin; otherwise the lab's command line, which is
 * loaded only then: a plugin's start must be short.
 */

import { bondPlugin } from "../bond/mod.ts";
import { runPlugin } from "../cni/mod.ts";

if (Deno.env.get("CNI_COMMAND")) {
  // The lab runs this very program in the place of other vendors' plugins, and has it die on the way.
  const standIn = Deno.env.get("BOND_STANDIN");
  const killAt = Deno.env.get("BOND_LAB_KILL_AT");
  if (killAt) {
    const { runDoomedPlugin } = await import("../emulator/play/stage/mod.ts");
    Deno.exit(await runDoomedPlugin(Number(killAt), standIn));
  }
  const plugin = standIn
    ? (await import("../emulator/lab/standin/mod.ts")).standIn(standIn)
    : bondPlugin;
  Deno.exit(await runPlugin(plugin));
}
if (Deno.args.length === 0) {
  const { aboutText } = await import("./version.ts");
  Deno.stderr.writeSync(new TextEncoder().encode(aboutText()));
  Deno.exit(0);
}
const { runCommandLine } = await import("./command_line.ts");
Deno.exit(await runCommandLine(Deno.args));
