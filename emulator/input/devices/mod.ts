/** The node's devices: what there is, in which pools, and who gets them. */
export { makeNic } from "./nic.ts";
export { deriveNode, withNics } from "./node_model.ts";
export {
  type FunctionKind,
  type KnownFunction,
  makePhysicalFunction,
} from "./physical_function.ts";
export { isPlaceholder, parsePfSelector, type PfSelector } from "./pf_selector.ts";
export { Allocator, deviceEnvironment, makePools } from "./pools.ts";
export { policyResources } from "./policies.ts";
export {
  type DeviceResource,
  type DeviceSelector,
  parseResourceList,
  type PoolCode,
  resourceOf,
} from "./resource_list.ts";
export { isUserspace } from "./userspace.ts";
export { ETHERNET_MTU } from "./mtu.ts";
export { hexDigits } from "./hex_digits.ts";
