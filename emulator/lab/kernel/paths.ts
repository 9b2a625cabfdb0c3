import { reasonOf } from "../../input/words/mod.ts";
import type { Log } from "./kernel.ts";

/** The folder, or "/" with a word in the log when this user may not enter it. */
export function readableFolder(folder: string, log: Log): string {
  try {
    Deno.readDirSync(folder)[Symbol.iterator]().next();
    return folder;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    log(`working in / because ${folder} cannot be read: ${reasonOf(error)}`);
    return "/";
  }
}
