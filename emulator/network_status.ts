/** The annotation k8s.v1.cni.cncf.io/network-status, byte for byte as Multus writes it. Pure. */

import type { Interface, Result } from "../cni/mod.ts";
import type { Delegate } from "./model.ts";

/** What Multus knows of an attachment when it writes the status. */
export type AttachedDelegate = Pick<Delegate, "network" | "cniName" | "master"> & {
  result: Result;
  /** The device's description, when there is one. */
  deviceInfo?: Record<string, unknown>;
};

/** One object of the status; its keys are in the order in which they are written. */
export interface NetworkStatus {
  name: string;
  interface?: string;
  ips?: string[];
  mac?: string;
  mtu?: number;
  default?: true;
  dns: Record<string, unknown>;
  "device-info"?: Record<string, unknown>;
  gateway?: string[];
}

const DEFAULT_ROUTES = ["0.0.0.0/0", "::/0"];

/** Returns the objects of the status, in the order of the delegates. */
export function networkStatuses(attached: readonly AttachedDelegate[]): NetworkStatus[] {
  return attached.flatMap(statusesOf);
}

/** Returns the annotation's text. */
export function networkStatus(attached: readonly AttachedDelegate[]): string {
  const objects = networkStatuses(attached).map((status) => JSON.stringify(status, null, 4));
  return `[${objects.join(",")}]`;
}

function statusesOf(delegate: AttachedDelegate): NetworkStatus[] {
  const { interfaces, ips } = delegate.result;
  const addresses = ips.map(({ address, interface: index }) => ({
    ip: address.split("/")[0] ?? address,
    index,
  }));
  if (interfaces.length <= 1) {
    const [only] = interfaces;
    return [
      statusOf(
        delegate,
        only?.sandbox ? only : undefined,
        addresses.map(({ ip }) => ip),
        delegate.master,
      ),
    ];
  }
  const inSandbox = [...interfaces.entries()].filter(([, { sandbox }]) => sandbox);
  const last = inSandbox.at(-1)?.[0];
  const withGateway = ips.find(({ gateway }) => gateway)?.interface;
  const defaultIndex = inSandbox.some(([index]) => index === withGateway)
    ? withGateway
    : inSandbox[0]?.[0];
  return inSandbox.map(([index, link]) =>
    statusOf(
      delegate,
      link,
      addresses.filter((address) => (address.index ?? last) === index).map(({ ip }) => ip),
      delegate.master && index === defaultIndex,
    )
  );
}

function statusOf(
  { network, cniName, master, result, deviceInfo }: AttachedDelegate,
  link: Interface | undefined,
  ips: string[],
  isDefault: boolean,
): NetworkStatus {
  const gateways = result.routes
    .filter(({ dst, gw }) => gw && DEFAULT_ROUTES.includes(dst))
    .flatMap(({ gw }) => gw ?? []);
  return {
    name: master ? cniName : network,
    ...(link?.name ? { interface: link.name } : {}),
    ...(ips.length > 0 ? { ips } : {}),
    ...(link?.mac ? { mac: link.mac } : {}),
    ...(link?.mtu ? { mtu: link.mtu } : {}),
    ...(isDefault ? { default: true } : {}),
    dns: { ...result.dns },
    ...(deviceInfo === undefined ? {} : { "device-info": deviceInfo }),
    ...(gateways.length > 0 ? { gateway: gateways } : {}),
  };
}
