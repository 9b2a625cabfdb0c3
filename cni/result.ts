/** What ADD returns, in the shape of specification 1.1.0: the only one used inside. */

/** An interface that the attachment made or uses. */
export interface Interface {
  /** Name, in its namespace. */
  name: string;
  /** MAC address. */
  mac?: string;
  /** Octets. */
  mtu?: number;
  /** Path of the network namespace; absent for an interface of the host. */
  sandbox?: string;
  /** Path of a socket, for interfaces of user-space drivers. */
  socketPath?: string;
  /** PCI address, for interfaces that are a device. */
  pciID?: string;
}

/** An address, with the interface that has it. */
export interface IpConfig {
  /** Index into the result's interfaces; absent in the results of IPAM plugins. */
  interface?: number;
  /** CIDR with the host's bits kept: "10.1.2.3/24". */
  address: string;
  /** Address of the next router. */
  gateway?: string;
}

/** A route of the container. */
export interface Route {
  /** CIDR: "0.0.0.0/0" for the default route. */
  dst: string;
  /** Address of the next router. */
  gw?: string;
  /** Octets. */
  mtu?: number;
  /** TCP's advertised maximum segment size, octets. */
  advmss?: number;
  /** The metric. */
  priority?: number;
  /** 254, the main table, when absent. */
  table?: number;
  /** RT_SCOPE_*: 0 universe, 253 link, 254 host; 0 when absent. */
  scope?: number;
}

/** Settings of the resolver, which the runtime may apply. */
export interface Dns {
  /** Addresses of resolvers, in order. */
  nameservers?: string[];
  /** The local domain. */
  domain?: string;
  /** Domains to search, in order. */
  search?: string[];
  /** Options of the resolver. */
  options?: string[];
}

/** The result of ADD. `parseResult` and `renderResult` convert it from and to every version. */
export interface Result {
  /** The version that this shape is of. */
  cniVersion: "1.1.0";
  /** Interfaces, those of plugins before included. */
  interfaces: Interface[];
  /** Addresses. */
  ips: IpConfig[];
  /** Routes. */
  routes: Route[];
  /** Settings of the resolver. */
  dns: Dns;
}

/** Returns a result that says nothing yet. */
export function emptyResult(): Result {
  return { cniVersion: "1.1.0", interfaces: [], ips: [], routes: [], dns: {} };
}

/** Returns whether no resolver setting is given. */
export function isEmptyDns(dns: Dns): boolean {
  return !dns.nameservers?.length && !dns.domain && !dns.search?.length && !dns.options?.length;
}

/**
 * Returns what an interface plugin answers to ADD: everything that `previous` said, then
 * `attachment.interface`, with the addresses and routes of `attachment.ipam` given to it. The
 * resolver settings are those of the configuration (`attachment.dns`); where it has none, those of
 * IPAM; else the previous ones.
 */
export function extendResult(
  previous: Result | undefined,
  attachment: { interface: Interface; ipam?: Result | undefined; dns?: Dns | undefined },
): Result {
  const before = previous ?? emptyResult();
  const index = before.interfaces.length;
  const candidates = [attachment.dns, attachment.ipam?.dns, before.dns];
  return {
    cniVersion: "1.1.0",
    interfaces: [...before.interfaces, attachment.interface],
    ips: [
      ...before.ips,
      ...(attachment.ipam?.ips ?? []).map((ip) => ({ ...ip, interface: index })),
    ],
    routes: [...before.routes, ...(attachment.ipam?.routes ?? [])],
    dns: candidates.find((dns) => dns !== undefined && !isEmptyDns(dns)) ?? {},
  };
}
