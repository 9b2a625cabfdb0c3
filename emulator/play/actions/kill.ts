/** Killing a plugin on its way. */

import * as z from "zod";
import { exactlyOne, milliseconds } from "../fields.ts";

const MOMENTS = ["atRequest", "afterMs"] as const;

/** When a plugin is killed. */
export const killSchema = z.strictObject({
  type: z.string().min(1).describe("the plugin's type"),
  atRequest: z.int().min(1).exactOptional().describe("before it sends its n-th netlink request"),
  afterMs: milliseconds.exactOptional().describe("so long after its start"),
}).check(exactlyOne(MOMENTS)).describe("kills a plugin (SIGKILL), once");

/** When a plugin is killed: before a netlink request, the lab's own plugins only, or after a time. */
export type Kill = z.output<typeof killSchema>;

/** Returns the kill in words. */
export function describeKill({ type, atRequest, afterMs = 0 }: Kill): string {
  const moment = atRequest === undefined
    ? `after ${afterMs} ms`
    : `before its netlink request ${atRequest}`;
  return `killing ${type} ${moment}`;
}
