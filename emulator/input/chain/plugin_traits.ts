/** What is known of plugins of other projects beside what their programs tell: a row for each type. */

/** What a chain can tell of a plugin. All of it is about its own configuration. */
export interface PluginTraits {
  /** The key that names the link that it takes, or makes its interface on. */
  readonly link?: string;
  /** Without a name there, it is the link of the node's default route. */
  readonly orDefaultRoute?: true;
  /** It makes an interface on that link, which may also be one of the container. */
  readonly isUpper?: true;
  /** It makes its interface with the MTU of its configuration. */
  readonly setsMtu?: true;
  /** Its result has no addresses but those of its IPAM. */
  readonly addressesOfIpamOnly?: true;
  /** What it makes of the name that it is given: an interface, or none. */
  readonly makes?: "interface" | "nothing";
  /** It changes what others have made, and asks nobody for addresses. */
  readonly isMeta?: true;
  /** It has netfilter change addresses or ports, or drop frames. */
  readonly usesNetfilter?: true;
  /** The service that it needs on the node: its own program, called with these arguments. */
  readonly daemon?: {
    readonly args: readonly string[];
    readonly pidFile: string;
    readonly ready: string;
  };
}

const INTERFACE = { makes: "interface" } as const;
const UPPER = {
  ...INTERFACE,
  link: "master",
  isUpper: true,
  setsMtu: true,
  addressesOfIpamOnly: true,
} as const;

const TRAITS: Readonly<Record<string, PluginTraits>> = {
  bandwidth: { isMeta: true },
  bond: { ...INTERFACE, addressesOfIpamOnly: true },
  bridge: { ...INTERFACE, setsMtu: true },
  dhcp: {
    makes: "nothing",
    daemon: {
      args: ["daemon", "-pidfile", "/run/cni/dhcp.pid"],
      pidFile: "/run/cni/dhcp.pid",
      ready: "/run/cni/dhcp.sock",
    },
  },
  dummy: INTERFACE,
  firewall: { isMeta: true, usesNetfilter: true },
  "host-device": { ...INTERFACE, link: "device", addressesOfIpamOnly: true },
  "host-local": { makes: "nothing" },
  ipvlan: { ...UPPER, orDefaultRoute: true },
  loopback: { makes: "nothing" },
  macvlan: { ...UPPER, orDefaultRoute: true },
  portmap: { isMeta: true, usesNetfilter: true },
  ptp: { ...INTERFACE, setsMtu: true },
  sbr: { isMeta: true },
  sriov: { ...INTERFACE, addressesOfIpamOnly: true },
  static: { makes: "nothing" },
  tap: INTERFACE,
  tuning: { isMeta: true },
  vlan: UPPER,
  vrf: { isMeta: true },
};

/** Returns what is known of plugins of `type`; nothing of what is none. */
export function traitsOf(type: unknown): PluginTraits {
  return typeof type === "string" && Object.hasOwn(TRAITS, type) ? TRAITS[type] ?? {} : {};
}
