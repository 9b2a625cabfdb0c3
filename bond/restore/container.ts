/** The namespace of an attachment: the one that its record means, by whatever path it is reached. */

import { listKernelFolder, Netns, NetnsError, Rtnetlink } from "../../netlink/mod.ts";
import { isRecorded, netnsId } from "./identity.ts";
import type { AttachmentRecord } from "./record_shape.ts";

/** A container's namespace with a socket in it. */
interface OpenContainer extends Disposable {
  rt: Rtnetlink;
  id: string;
}

/** Returns the namespace at `path`; undefined when there is none. Throws NetnsError when nobody can tell. */
export function openContainer(
  path: string,
  log: (message: string) => void,
): OpenContainer | undefined {
  return openIf(path, log, () => true);
}

/**
 * Returns the namespace of `record`: at `path`, which is the runtime's, where the record says, or anywhere
 * else where it lives on; undefined when it is gone. The runtime's path may lead to another one by now.
 * Throws NetnsError when the paths cannot be looked into.
 */
export function openRecorded(
  record: AttachmentRecord,
  path: string,
  log: (message: string) => void,
): OpenContainer | undefined {
  const { netns } = record;
  let unknown: unknown;
  for (const candidate of new Set([path, netns.path])) {
    try {
      const container = openIf(candidate, log, (found, rt) => isRecorded(netns, found, rt));
      if (container) return container;
    } catch (error) {
      unknown = error;
    }
  }
  if (unknown !== undefined) throw unknown;
  // Links of the container need nobody to look for them: they go with it, or stay in it.
  const takenFromHost = record.links.some(({ from }) => from === "host");
  if (!takenFromHost || netns.cookie === undefined) return undefined;
  for (const candidate of pathsTo(netns.id)) {
    const container = openIf(candidate, () => {}, (found, rt) => isRecorded(netns, found, rt));
    if (container) return container;
  }
  return undefined;
}

function openIf(
  path: string,
  log: (message: string) => void,
  isMeant: (netns: Netns, rt: Rtnetlink) => boolean,
): OpenContainer | undefined {
  if (path === "") return undefined;
  let netns: Netns;
  try {
    netns = Netns.open(path);
  } catch (error) {
    if (!(error instanceof NetnsError) || error.reason === "inaccessible") throw error;
    return void log(error.message);
  }
  using disposable = new DisposableStack();
  disposable.use(netns);
  const rt = disposable.use(Rtnetlink.open({ netns }));
  if (!isMeant(netns, rt)) {
    return void log(`${path} is another namespace than at ADD: left alone`);
  }
  const owned = disposable.move();
  return { rt, id: netnsId(netns), [Symbol.dispose]: () => owned.dispose() };
}

/** The paths by which somebody keeps the namespace `id`: names of iproute2 and runtimes, and processes. */
function* pathsTo(id: string): Generator<string> {
  for (const name of namesIn("/run/netns")) {
    if (idAt(`/run/netns/${name}`) === id) yield `/run/netns/${name}`;
  }
  for (const pid of namesIn("/proc")) {
    if (/^\d+$/.test(pid) && idAt(`/proc/${pid}/ns/net`) === id) yield `/proc/${pid}/ns/net`;
  }
}

function namesIn(folder: string): string[] {
  try {
    return listKernelFolder(folder);
  } catch {
    return [];
  }
}

function idAt(path: string): string | undefined {
  try {
    const { dev, ino } = Deno.statSync(path);
    return `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}
