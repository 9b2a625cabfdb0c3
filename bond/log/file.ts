/** The file that calls are written down in: the administrator's, opened anew for each line. */

import { messageOf } from "../../cni/mod.ts";
import { OwnFolder } from "../../netlink/mod.ts";

/** Only what is root's is written to: whoever may replace the file says where root writes. */
const ROOT = 0;

/**
 * Puts `line` at the end of the file at the absolute `path`. It is opened for each, so that whoever rotates
 * it need not ask this program to let go of it. Returns why it could not be, undefined when it was.
 */
export function appendLine(path: string, line: string): string | undefined {
  const end = path.lastIndexOf("/");
  try {
    using folder = OwnFolder.open(path.slice(0, end) || "/", ROOT);
    if (!folder) return `the folder of ${path} is absent`;
    folder.append(path.slice(end + 1), new TextEncoder().encode(`${line}\n`));
    return undefined;
  } catch (cause) {
    return messageOf(cause);
  }
}
