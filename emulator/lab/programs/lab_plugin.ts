/** This program as the lab starts it: in the place of another plugin, or to die on the way. */

import { bondPlugin } from "../../../bond/mod.ts";
import { runPlugin } from "../../../cni/mod.ts";
import { Rtnetlink } from "../../../netlink/mod.ts";
import { standIn } from "../standin/mod.ts";

/** What the lab asks for. */
interface LabPlugin {
  /** The type to stand in for; the bond plugin itself when absent. */
  type?: string;
  /** Before which netlink request, from 1, the process kills itself (SIGKILL). */
  dieAt?: number;
}

/** The word that its arguments begin with. */
const WORD = "lab-plugin";

/** Returns the arguments that say `wanted`. */
export function labPluginArgs({ type, dieAt }: LabPlugin): string[] {
  return [
    WORD,
    ...(type === undefined ? [] : ["--type", type]),
    ...(dieAt === undefined ? [] : ["--die-at", String(dieAt)]),
  ];
}

/**
 * Serves a call as `args` say. Returns the exit code of a call that is not killed: one that gets along with
 * fewer requests. Throws Error for arguments that are not the lab's.
 */
export async function runLabPlugin(args: readonly string[]): Promise<number> {
  const { type, dieAt } = parse(args);
  if (dieAt !== undefined) {
    let requests = 0;
    Rtnetlink.observer = () => {
      if (++requests === dieAt) Deno.kill(Deno.pid, "SIGKILL");
    };
  }
  return await runPlugin(type === undefined ? bondPlugin : standIn(type));
}

/** A wrapper passes further arguments on, which may begin with the word again. */
function parse(args: readonly string[]): LabPlugin {
  const wanted: LabPlugin = {};
  const words = args.filter((word) => word !== WORD);
  for (let i = 0; i < words.length; i += 2) {
    const [key, value = ""] = words.slice(i, i + 2);
    if (key === "--type") wanted.type = value;
    else if (key === "--die-at" && /^[1-9]\d*$/.test(value)) wanted.dieAt = Number(value);
    else throw new Error(`the lab does not start plugins with ${args.join(" ")}`);
  }
  return wanted;
}
