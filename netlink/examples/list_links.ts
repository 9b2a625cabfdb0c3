/** Prints the links of this namespace: `deno run --allow-ffi --allow-read examples/list_links.ts` */
import { listLinks, Rtnetlink } from "../mod.ts";

using rt = Rtnetlink.open();
for (const { index, name, kind, mtu, operState, address } of listLinks(rt)) {
  console.log([index, name, kind || "-", `mtu ${mtu}`, operState, address].join("\t"));
}
