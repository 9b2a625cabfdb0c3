/** The keys that IPAM plugins know. */

/** Keys of a plugin, below "", and of the objects in its lists, below those. */
type KeysByPlace = Readonly<Record<string, readonly string[]>>;

const RANGE: readonly string[] = ["subnet", "rangeStart", "rangeEnd", "gateway"];
const ROUTE: readonly string[] = ["dst", "gw", "mtu", "advmss", "priority", "table", "scope"];
const KEYS: Readonly<Record<string, KeysByPlace>> = {
  "host-local": {
    "": [...RANGE, "ranges", "routes", "dataDir", "resolvConf"],
    ranges: RANGE,
    routes: ROUTE,
  },
  dhcp: {
    "": ["daemonSocketPath", "provide", "request", "priority", "routes"],
    provide: ["option", "value", "fromArg"],
    request: ["option", "skipDefault"],
  },
  static: {
    "": ["addresses", "routes"],
    // "version" is of the first specifications' results.
    addresses: ["address", "gateway", "version"],
    routes: ROUTE,
  },
};

/**
 * Returns the keys that the IPAM plugin `type` knows, below "", and those of the objects in its lists;
 * undefined where it is none of the known.
 */
export function ipamKeys(type: string): KeysByPlace | undefined {
  return Object.hasOwn(KEYS, type) ? KEYS[type] : undefined;
}
