/** Plugins that die on the way, by their own hand. */

import { bondPlugin } from "../../../bond/mod.ts";
import { runPlugin } from "../../../cni/mod.ts";
import { Rtnetlink } from "../../../netlink/mod.ts";
import { standIn } from "../../lab/standin/mod.ts";

/**
 * Serves a call as `runPlugin` does, as the bond plugin or as the stand-in for `type`, and kills this
 * process (SIGKILL) before it sends its `count`-th netlink request, from 1. Returns the exit code of a
 * call that gets along with fewer.
 */
export async function runDoomedPlugin(count: number, type?: string): Promise<number> {
  let requests = 0;
  Rtnetlink.observer = () => {
    if (++requests === count) Deno.kill(Deno.pid, "SIGKILL");
  };
  return await runPlugin(type ? standIn(type) : bondPlugin);
}
