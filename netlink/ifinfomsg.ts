import { fitting } from "./attribute.ts";
import { IFINFOMSG } from "./link_attributes.ts";

/** struct ifinfomsg: family, padding, type, index, flags, mask of the flags that change. */
export function ifinfomsg(
  { family = 0, index = 0, flags = 0, change = 0 }: {
    family?: number;
    index?: number;
    flags?: number;
    change?: number;
  },
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(IFINFOMSG);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, family);
  view.setInt32(4, fitting("the index of a link", "s32", index), true);
  view.setUint32(8, flags, true);
  view.setUint32(12, change, true);
  return bytes;
}
