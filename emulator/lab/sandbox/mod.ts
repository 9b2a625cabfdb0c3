/**
 * The world that a replay happens in: a node, the fabric around it, pods.
 * @module
 */
export { findLeaks, type Leak } from "./leaks.ts";
export {
  FABRIC_NETNS,
  hostNetnsPath,
  LAB_DIR,
  NETNS_DIR,
  NODE_NETNS,
  PLUGIN_DIR,
  podNetnsPath,
} from "./places.ts";
export { deviceLink, isHardware } from "./pod.ts";
export { type PodLink, podLinks, podLinksNow } from "./pod_links.ts";
export { findFunction, NoLabError, readRegistry } from "./registry.ts";
export { Sandbox } from "./sandbox.ts";
export { type Snapshot, type Thing, type ThingKind } from "./snapshot.ts";
export { Hardware, type HardwareState, withHardware } from "./hardware.ts";
export { enforceVfState } from "./vf_port.ts";
export { INITIAL_VF_STATE, readVfState, type VfState, writeVfState } from "./vf_state.ts";
export { FABRIC_MTU, type PlacedFunction, placedFunctions, predictableName } from "./wiring.ts";
export { HOST_LINK } from "./hosts.ts";
export type { Daemon } from "./daemon.ts";
export { DHCP_PROGRAM } from "./dhcp.ts";
