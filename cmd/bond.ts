/**
 * The program. With CNI_COMMAND set it is a CNI plugin; otherwise the lab's command line. Each is loaded
 * only when it is wanted: a plugin's start must be short, VERSION needs next to nothing, and lint little.
 */

import { type Host, processHost, runUnloaded, runVersion } from "../cni/mod.ts";

/** The first argument of what the lab starts: see emulator/lab/programs/lab_plugin.ts. */
const LAB_PLUGIN = "lab-plugin";

const command = Deno.env.get("CNI_COMMAND");
if (command) {
  // The lab has this very program stand in for other vendors' plugins, and die on the way: by arguments,
  // which no runtime gives, and never by variables.
  if (Deno.args[0] === LAB_PLUGIN) {
    const { runLabPlugin } = await import("./world_part.ts");
    Deno.exit(await runLabPlugin(Deno.args));
  }
  const host = processHost();
  if (command === "VERSION") Deno.exit(await runVersion(host));
  const stdin = readAhead(host, command);
  const { bondPlugin, runPlugin } =
    await (mayNameIpam(stdin) ? import("../bond/ipam_part.ts") : import("../bond/part.ts"))
      .catch((cause) => Deno.exit(runUnloaded(host, cause)));
  Deno.exit(await runPlugin(bondPlugin, { ...host, readStdin: () => stdin ?? host.readStdin() }));
}
// The inner half of a replay, which a guest starts before anything else.
if (Deno.args.length === 1 && Deno.args[0] === "world") {
  const { replayHere } = await import("./world_part.ts");
  await replayHere();
  Deno.exit(0);
}
if (Deno.args[0] === "lint") {
  const { runLint } = await import("./lint_part.ts");
  Deno.exit(await runLint(Deno.args));
}
const { aboutText, runCommandLine } = await import("./lab_part.ts");
if (Deno.args.length === 0) {
  Deno.stderr.writeSync(new TextEncoder().encode(aboutText()));
  Deno.exit(0);
}
Deno.exit(await runCommandLine(Deno.args));

/**
 * Returns what is on stdin; undefined when it cannot be read, which the plugin is to say, and when nobody may be
 * kept waiting for it: somebody types it, or a variable is missing, which the plugin says first.
 */
function readAhead({ variables, readStdin }: Host, command: string): Uint8Array | undefined {
  const needed = ["CNI_PATH"];
  if (command !== "GC" && command !== "STATUS") needed.push("CNI_CONTAINERID", "CNI_IFNAME");
  try {
    if (Deno.stdin.isTerminal() || !needed.every((name) => variables[name])) return undefined;
    return readStdin();
  } catch {
    return undefined;
  }
}

/** Whether the configuration may have the key, in any case, or one that is not spelled out. */
function mayNameIpam(stdin: Uint8Array | undefined): boolean {
  return stdin === undefined || /ipam|\\u/i.test(new TextDecoder().decode(stdin));
}
