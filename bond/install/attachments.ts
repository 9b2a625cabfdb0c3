/** The pods that need the program yet. */

import { Netns, NetnsError } from "../../netlink/mod.ts";
import { type AttachmentRecord, listNetworks, listRecords, netnsId } from "../restore/mod.ts";

/**
 * Returns what would be left behind without the program, as phrases: attachments whose network
 * namespace lives, and records that this version cannot read.
 */
export function livingAttachments(stateDir: string): string[] {
  return listNetworks(stateDir).flatMap((network) => {
    const { records, problems } = listRecords(stateDir, network);
    return [
      ...records.filter(lives).map(({ containerId, ifname, netns }) =>
        `${ifname} of container ${containerId} on network ${network} (${netns.path})`
      ),
      ...problems.map(({ message }) => message),
    ];
  });
}

function lives({ netns: { path, id } }: AttachmentRecord): boolean {
  try {
    using netns = Netns.open(path);
    return netnsId(netns) === id;
  } catch (error) {
    // One that cannot be looked at may live.
    return error instanceof NetnsError && error.reason === "inaccessible";
  }
}
