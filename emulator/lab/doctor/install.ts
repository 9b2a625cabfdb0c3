/** Putting into place what the lab lacks. */

import { Interruption, missingPackages, provision } from "../kernel/mod.ts";
import { DEFAULT_SOURCE, FetchError, fetchNewest, LAB_PACKAGES } from "../newest/mod.ts";

/** From where, and what. */
interface LabInstallation {
  /** The newest of Debian, in a folder of this user's, instead of the distribution's packages. */
  newest: boolean;
  /** Of Debian's archive. */
  mirror: string;
  /** Path of the archive's keys. */
  keyring: string;
  /** Takes a mirror that is behind. */
  acceptOldLists: boolean;
}

/**
 * Puts into place what the lab lacks, and returns whether it is there now; else what to do was said. Throws
 * Interrupted when this process is asked to end meanwhile.
 */
export async function installLab(
  { newest, mirror, keyring, acceptOldLists }: LabInstallation,
  say: (line: string) => void,
): Promise<boolean> {
  if (!newest) return await provision({ missing: missingPackages, root: Deno.uid() === 0, say });
  using interruption = new Interruption();
  const { signal } = interruption;
  const source = { ...DEFAULT_SOURCE, mirror, keyring };
  try {
    await fetchNewest({ list: LAB_PACKAGES, source, acceptOldLists, say, signal });
    return true;
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof FetchError)) throw error;
    say(`bond: ${error.message}`);
    return false;
  }
}
