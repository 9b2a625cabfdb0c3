/** Why the operating system refused something, in words for people. */

import { messageOf } from "./errors.ts";

/** Returns the reason alone: without the runtime's name of the call, its arguments and the number. */
export function reasonOf(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "there is no such file or folder";
  const message = messageOf(error);
  const reason = message.replace(/ \(os error \d+\)[^]*$/, "");
  return reason === message ? message : reason.charAt(0).toLowerCase() + reason.slice(1);
}
