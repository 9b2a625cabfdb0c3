import { hex } from "./hex.ts";
import type { Message } from "./message.ts";

/** The environment variable that turns the trace on, with any value but "" and "0". */
const VARIABLE = "NETLINK_TRACE";

let wanted: boolean | undefined;

/**
 * Writes a line about a message to stderr when NETLINK_TRACE is set: direction, operation, type, flags,
 * sequence number, payload in hexadecimal. "+" goes to the kernel in the datagram of the message before.
 */
export function traceMessage(
  direction: "→" | "+" | "←",
  operation: string,
  message: Pick<Message, "type" | "flags" | "sequence" | "payload">,
): void {
  wanted ??= isWanted();
  if (!wanted) return;
  const line = `netlink ${direction} ${operation} type=${message.type} ` +
    `flags=0x${message.flags.toString(16)} seq=${message.sequence} ${hex(message.payload)}\n`;
  Deno.stderr.writeSync(new TextEncoder().encode(line));
}

/** Without permission to read the environment there is no trace. */
function isWanted(): boolean {
  try {
    return !["", "0"].includes(Deno.env.get(VARIABLE) ?? "");
  } catch {
    return false;
  }
}
