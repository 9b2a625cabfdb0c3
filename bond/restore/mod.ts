/** What an attachment has taken, on disk, and giving it back. */

export * from "./attachment.ts";
export { collect, type Collector, isGone, sweep } from "./collect.ts";
export { findRenamedBond } from "./detach.ts";
export { deleteBond, giveBack, type Places } from "./give_back.ts";
export { aliasOf, altNameOf, deviceOf, identityOf, isRecorded, netnsId } from "./identity.ts";
export { lockAttachment, lockLeniently } from "./lock.ts";
export * from "./record.ts";
export { type HostTies, isKernelRoute, tiesOf } from "./ties.ts";
