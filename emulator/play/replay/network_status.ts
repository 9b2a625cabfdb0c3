/** The annotation k8s.v1.cni.cncf.io/network-status, byte for byte as Multus writes it. Pure. */

import type { Dns, Interface, IpConfig, Result } from "../../../cni/mod.ts";
import { formatAddress, parseAddress } from "../../../netlink/mod.ts";
import type { Delegate } from "../../input/model.ts";

/** What Multus knows of an attachment when it writes the status. */
export type AttachedDelegate = Pick<Delegate, "network" | "master"> & {
  /** As the plugin gave it: what Multus does to default routes afterwards does not show. */
  result: Result;
  /** The device's description, when there is one. */
  deviceInfo?: Record<string, unknown>;
};

/** One object of the status; its keys are in the order in which they are written. */
interface NetworkStatus {
  name: string;
  interface?: string;
  ips?: string[];
  mac?: string;
  mtu?: number;
  default?: true;
  dns: Dns;
  "device-info"?: Record<string, unknown>;
  gateway?: string[];
}

/** What Go writes for an address that is not there. */
const NO_ADDRESS = "<nil>";

/** Returns the objects of the status, in the order of the delegates. */
export function networkStatuses(attached: readonly AttachedDelegate[]): NetworkStatus[] {
  return attached.flatMap((delegate) =>
    delegate.result.interfaces.length === 1 ? [statusOfOne(delegate)] : statusesOfSeveral(delegate)
  );
}

/** Returns the annotation's text. */
export function networkStatus(attached: readonly AttachedDelegate[]): string {
  const objects = networkStatuses(attached).map((status) => JSON.stringify(status, null, 4));
  return escapeLikeGo(`[${objects.join(",")}]`);
}

/** Go's encoder writes JSON that may stand in HTML. */
function escapeLikeGo(json: string): string {
  return json.replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A single interface has all addresses of the result, even when it is not in the pod. */
function statusOfOne(delegate: AttachedDelegate): NetworkStatus {
  const { interfaces, ips } = delegate.result;
  const inPod = interfaces.find(({ sandbox }) => sandbox);
  return statusOf(delegate, inPod, ips.map(hostAddress), delegate.master);
}

/** One object for each interface in the pod; none for a result without interfaces. */
function statusesOfSeveral(delegate: AttachedDelegate): NetworkStatus[] {
  const { interfaces, ips } = delegate.result;
  const inPod = [...interfaces.entries()].filter(([, { sandbox }]) => sandbox);
  const last = inPod.at(-1)?.[0];
  const withGateway = ips.find(({ gateway, interface: index }) => gateway && index !== undefined)
    ?.interface;
  const defaultIndex = withGateway ?? inPod[0]?.[0];
  return inPod.map(([index, link]) => {
    const own = ips.filter((ip) => (ip.interface ?? last) === index).map(hostAddress);
    return statusOf(delegate, link, own, delegate.master && index === defaultIndex);
  });
}

function statusOf(
  { network, result, deviceInfo }: AttachedDelegate,
  link: Interface | undefined,
  ips: string[],
  isDefault: boolean,
): NetworkStatus {
  const gateways = result.routes.filter(({ dst }) => isUnspecified(dst))
    .map(({ gw }) => gw ? canonical(gw) : NO_ADDRESS);
  return {
    name: network,
    ...(link?.name ? { interface: link.name } : {}),
    ...(ips.length > 0 ? { ips } : {}),
    ...(link?.mac ? { mac: link.mac } : {}),
    ...(link?.mtu ? { mtu: link.mtu } : {}),
    ...(isDefault ? { default: true } : {}),
    dns: dnsOf(result.dns),
    ...(deviceInfo === undefined ? {} : { "device-info": deviceInfo }),
    ...(gateways.length > 0 ? { gateway: gateways } : {}),
  };
}

function dnsOf({ nameservers = [], domain, search = [], options = [] }: Dns): Dns {
  return {
    ...(nameservers.length > 0 ? { nameservers } : {}),
    ...(domain ? { domain } : {}),
    ...(search.length > 0 ? { search } : {}),
    ...(options.length > 0 ? { options } : {}),
  };
}

/** Multus looks at the address of the destination alone: 0.0.0.0/1 counts as a default route too. */
function isUnspecified(destination: string): boolean {
  return ["0.0.0.0", "::"].includes(canonical(withoutLength(destination)));
}

function hostAddress({ address }: IpConfig): string {
  return canonical(withoutLength(address));
}

function withoutLength(cidr: string): string {
  return cidr.split("/")[0] ?? cidr;
}

function canonical(address: string): string {
  return formatAddress(parseAddress(address).bytes);
}
