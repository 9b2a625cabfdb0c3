/** A fault inside a plugin's own process. */

import { Rtnetlink } from "../../netlink/mod.ts";

/** Has this process kill itself (SIGKILL) before it sends its `count`-th netlink request, from 1. */
export function killAtRequest(count: number): void {
  let requests = 0;
  const before = Rtnetlink.observer;
  Rtnetlink.observer = (request) => {
    before?.(request);
    if (++requests === count) Deno.kill(Deno.pid, "SIGKILL");
  };
}
