/** Prints each change of a link for as many seconds as the argument says, 10 if there is none. */
import { GROUPS, receiveEvents, Rtnetlink } from "../mod.ts";

const seconds = Number(Deno.args[0] ?? 10);
using rt = Rtnetlink.open({ groups: [GROUPS.link] });
const end = performance.now() + seconds * 1000;
while (performance.now() < end) {
  for (const event of receiveEvents(rt, end - performance.now())) {
    if (event.event !== "link") continue;
    const { name, operState } = event.link;
    console.log(event.removed ? `${name} is gone` : `${name} is ${operState}`);
  }
}
