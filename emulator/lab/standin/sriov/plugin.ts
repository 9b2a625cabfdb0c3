/** The stand-in for sriov-cni: same protocol, same files, same order, on the lab's hardware. */

import type { Plugin } from "../../../../cni/mod.ts";
import { add } from "./add.ts";
import { del } from "./del.ts";

/** The sriov plugin. CHECK does nothing, as sriov-cni's. */
export const sriovPlugin: Plugin = { about: "CNI sriov plugin (stand-in)", add, del };
