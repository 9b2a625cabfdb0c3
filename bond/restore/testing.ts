/** For tests of records. */

import type { AttachmentRecord, LinkRecord } from "./record.ts";

/** What an ADD writes down of a link of the host. */
export const LINK_RECORD: LinkRecord = {
  from: "host",
  name: "ens1",
  containerName: "net1",
  temporaryName: "bnd0123456789ab",
  index: 7,
  kind: "",
  address: "02:00:00:00:00:01",
  permanentAddress: "02:00:00:00:00:01",
  mtu: 1500,
  up: true,
  alias: "uplink",
  device: "pci/0000:3b:02.0",
};

/** What an ADD writes down of a bond with that link. */
export const RECORD: AttachmentRecord = {
  version: 1,
  network: "bond-net",
  containerId: "c1",
  ifname: "bond0",
  netns: { path: "/run/netns/c1", id: "4:5" },
  restore: { adminState: true, name: true, mac: true, mtu: true },
  links: [LINK_RECORD],
};

/** Does `test` in an empty folder. */
export function inDirectory(test: (directory: string) => void): void {
  const directory = Deno.makeTempDirSync();
  try {
    test(directory);
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
}

/** Does `test` in an empty folder. */
export async function inDirectoryAsync(test: (directory: string) => Promise<void>): Promise<void> {
  const directory = Deno.makeTempDirSync();
  try {
    await test(directory);
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
}
