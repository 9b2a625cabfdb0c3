/** The plugin, which kills itself instead of making request number DIE_AT to the kernel. */

import { runPlugin } from "../../../cni/mod.ts";
import { Rtnetlink } from "../../../netlink/mod.ts";
import { bondPlugin } from "../plugin.ts";

let left = Number(Deno.env.get("DIE_AT"));
Rtnetlink.observer = () => {
  if (left-- === 0) Deno.kill(Deno.pid, "SIGKILL");
};
Deno.exit(await runPlugin(bondPlugin));
