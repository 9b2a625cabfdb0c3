/** Hosts of the fabric that listen to what pods announce. */

import { ETH_P_ALL, getLink, Netns, PacketSocket, Rtnetlink } from "../../../netlink/mod.ts";
import { HOST_LINK, hostNetnsPath } from "../../lab/sandbox/mod.ts";
import type { Announcement } from "../expectations/mod.ts";
import { decodeAnnouncement } from "./frames.ts";

/** Listens on the links of hosts from its making on. */
export class Ears implements Disposable {
  readonly #handles = new DisposableStack();
  readonly #listening: { socket: PacketSocket; mac: string }[] = [];

  constructor(hosts: readonly string[]) {
    for (const host of hosts) {
      const netns = this.#handles.use(Netns.open(hostNetnsPath(host)));
      using rt = Rtnetlink.open({ netns });
      const { index, address: mac } = getLink(rt, HOST_LINK);
      const socket = PacketSocket.open({ netns, index, protocol: ETH_P_ALL });
      this.#listening.push({ socket: this.#handles.use(socket), mac });
    }
  }

  /** Returns what has been announced by others since the last call. */
  heard(): Announcement[] {
    return this.#listening.flatMap(({ socket, mac }) =>
      drain(socket).flatMap((frame) => {
        const announcement = decodeAnnouncement(frame);
        return announcement && announcement.mac !== mac ? [announcement] : [];
      })
    );
  }

  [Symbol.dispose](): void {
    this.#handles.dispose();
  }
}

/** Returns the frames that have come. */
export function drain(socket: PacketSocket): Uint8Array[] {
  const frames: Uint8Array[] = [];
  for (;;) {
    const frame = socket.receive(0);
    if (frame === undefined) return frames;
    frames.push(frame);
  }
}
