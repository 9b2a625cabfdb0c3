/** The node's policy, brought from where an administrator keeps it for all nodes. */

import { messageOf, removeIfPresent, writeOut } from "../../cni/mod.ts";
import { parsePolicy, POLICY_PATH } from "../policy/mod.ts";
import { InstallError } from "./errors.ts";
import { syncFolder } from "./files.ts";
import { inNodeRoot } from "./node_root.ts";

const FOLDER = POLICY_PATH.slice(0, POLICY_PATH.lastIndexOf("/"));

/**
 * Puts a policy where the plugin reads it: into a regular file, replaced in one step. Returns whether it
 * was another one before.
 * @param text As `readPolicy` returned it.
 * @throws {InstallError} when the node's file cannot be written.
 */
export function putPolicy(text: string, nodeRoot: string | undefined): boolean {
  return inNodeRoot(nodeRoot, () => {
    const temporary = `${POLICY_PATH}.next`;
    try {
      if (isCopied(text)) return false;
      Deno.mkdirSync(FOLDER, { recursive: true, mode: 0o755 });
      removeIfPresent(temporary);
      using file = Deno.openSync(temporary, { write: true, createNew: true, mode: 0o644 });
      writeOut(file, new TextEncoder().encode(text));
      file.syncSync();
      Deno.renameSync(temporary, POLICY_PATH);
      syncFolder(FOLDER);
      return true;
    } catch (cause) {
      removeIfPresent(temporary);
      throw new InstallError(
        `cannot write ${POLICY_PATH}: ${messageOf(cause)}`,
        "see to room and permission to write; the policy that was there still holds",
        { cause },
      );
    }
  });
}

function isCopied(text: string): boolean {
  try {
    return Deno.lstatSync(POLICY_PATH).isFile && Deno.readTextFileSync(POLICY_PATH) === text;
  } catch {
    return false;
  }
}

/**
 * Returns the text of the policy at `source`, which may be a link as in a mounted ConfigMap.
 * @throws {InstallError} when it cannot be read or is no policy.
 */
export function readPolicy(source: string): string {
  try {
    const text = Deno.readTextFileSync(source);
    const { problem } = parsePolicy(text);
    if (problem !== undefined) throw new Error(problem);
    return text;
  } catch (cause) {
    throw new InstallError(
      `the policy ${source} cannot be taken: ${messageOf(cause)}`,
      "bond schema policy says what it must be; the policy that was there still holds",
      { cause },
    );
  }
}
