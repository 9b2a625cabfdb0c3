/** A shell in a running pod. */

import { PLUGIN_DIR } from "../../lab/sandbox/mod.ts";
import type { StagePod } from "../actions/mod.ts";

/**
 * Opens a shell on this process' terminal, in the network namespace of the pod, and waits for its end.
 * The command `bond` in it is this program, and /sys shows the pod's links.
 */
export async function openShell({ name, netns }: Pick<StagePod, "name" | "netns">): Promise<void> {
  const shell = "mount -t sysfs sysfs /sys && exec bash --norc -i";
  await new Deno.Command("nsenter", {
    args: [`--net=${netns}`, "unshare", "--mount", "sh", "-c", shell],
    env: { PATH: `${PLUGIN_DIR}:${Deno.env.get("PATH") ?? ""}`, PS1: `${name}# ` },
    stdin: "inherit",
    stdout: "inherit",
    stderr: "inherit",
  }).spawn().status;
}
