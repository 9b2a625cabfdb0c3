/** Identities that the cluster makes up, the same every time for one pod. */

import { createHash } from "node:crypto";
import type { PodManifest } from "../manifests/mod.ts";

/** Returns the identifier of the pod's infrastructure container: 64 hexadecimal digits. */
export function containerIdOf({ namespace, name, uid }: PodManifest): string {
  return createHash("sha256").update(`${namespace}/${name}/${uid}`).digest("hex");
}
