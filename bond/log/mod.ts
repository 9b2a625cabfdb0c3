/** What calls do, written down for the node's administrator. */

export { TAKING_BACK } from "./call_log.ts";
export { logged } from "./logged.ts";
