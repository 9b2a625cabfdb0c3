/** Links: network devices of any kind. */
import { Writer } from "./attribute.ts";
import { type BondData, bondTable } from "./bond.ts";
import { type BondPortChange, bondPortTable } from "./bond_port.ts";
import { ENODATA } from "./errno.ts";
import { NetlinkError } from "./errors.ts";
import { ifinfomsg } from "./ifinfomsg.ts";
import {
  IFLA,
  IFLA_INFO,
  RTM_DELLINK,
  RTM_DELLINKPROP,
  RTM_GETLINK,
  RTM_NEWLINK,
  RTM_NEWLINKPROP,
  RTM_SETLINK,
} from "./link_attributes.ts";
import { decodeLink } from "./link_decode.ts";
import { encodeLinkChange, encodeLinkRef, encodeLinkSpec } from "./link_encode.ts";
import type { Link, LinkChange, LinkRef, LinkSpec } from "./link_types.ts";
import { type Message, NLM_F_APPEND, NLM_F_CREATE, NLM_F_EXCL } from "./message.ts";
import type { Request, Rtnetlink } from "./socket.ts";

const ENODEV = 19;

/**
 * The link with that name or index: one request, no list.
 *
 * @throws {NetlinkError} ENODEV when there is none
 */
export function getLink(rt: Rtnetlink, ref: LinkRef): Link {
  const operation = `look up ${label(ref)} (RTM_GETLINK)`;
  const [message] = rt.request({ operation, type: RTM_GETLINK, payload: encodeLinkRef(ref) });
  if (message === undefined) throw new NetlinkError(operation, ENODATA);
  return decodeLink(message.payload);
}

/** As `getLink`, but undefined when there is no such link. */
export function findLink(rt: Rtnetlink, ref: LinkRef): Link | undefined {
  try {
    return getLink(rt, ref);
  } catch (error) {
    if (error instanceof NetlinkError && error.errno === ENODEV) return undefined;
    throw error;
  }
}

/**
 * The links with those names or indices, in one request to the kernel, without their counters; undefined where
 * there is none.
 *
 * @throws {NetlinkError}
 */
export function lookUpLinks(rt: Rtnetlink, refs: readonly LinkRef[]): (Link | undefined)[] {
  const requests = refs.map((ref) => ({
    operation: `look up ${label(ref)} (RTM_GETLINK)`,
    type: RTM_GETLINK,
    payload: encodeLinkRef(ref, { counters: false }),
  }));
  return rt.requestAll(requests).map((answer, i) => linkOf(answer, requests[i]?.operation ?? ""));
}

function linkOf(answer: Message[] | NetlinkError, operation: string): Link | undefined {
  if (answer instanceof NetlinkError) {
    if (answer.errno === ENODEV) return undefined;
    throw answer;
  }
  const [message] = answer;
  if (message === undefined) throw new NetlinkError(operation, ENODATA);
  return decodeLink(message.payload);
}

/** All links of the namespace, in the order of their indices. */
export function listLinks(rt: Rtnetlink): Link[] {
  const payload = ifinfomsg({});
  const messages = rt.dump({ operation: "list links (RTM_GETLINK)", type: RTM_GETLINK, payload });
  return messages
    .filter(({ type }) => type === RTM_NEWLINK)
    .map((message) => decodeLink(message.payload))
    .sort((one, other) => one.index - other.index);
}

/** The ports of the bond or bridge with `master`. */
export function listPorts(rt: Rtnetlink, master: number): Link[] {
  const payload = new Writer().raw(ifinfomsg({})).u32(IFLA.MASTER, master).finish();
  const operation = `list ports of link ${master} (RTM_GETLINK)`;
  return rt.dump({ operation, type: RTM_GETLINK, payload })
    .filter(({ type }) => type === RTM_NEWLINK)
    .map((message) => decodeLink(message.payload))
    .filter((link) => link.master === master);
}

/**
 * Creates a link, all of `spec` in one message.
 *
 * @throws {NetlinkError} EEXIST when the name is taken, EOPNOTSUPP when the kernel lacks the kind
 */
export function createLink(rt: Rtnetlink, spec: LinkSpec): void {
  rt.request(creation(spec));
}

/**
 * Creates a link in the socket's namespace, and returns it as it then is, without its counters: one request
 * to the kernel. Undefined when it was created and could not be read.
 *
 * @throws {NetlinkError} as `createLink`
 */
export function createAndGetLink(rt: Rtnetlink, spec: LinkSpec): Link | undefined {
  const operation = `look up ${spec.name} (RTM_GETLINK)`;
  const payload = encodeLinkRef(spec.name, { counters: false });
  const [made, found = []] = rt.requestAll([
    creation(spec),
    { operation, type: RTM_GETLINK, payload },
  ]);
  if (made instanceof NetlinkError) throw made;
  return found instanceof NetlinkError ? undefined : linkOf(found, operation);
}

function creation(spec: LinkSpec): Request {
  return {
    operation: `create ${spec.kind} ${spec.name} (RTM_NEWLINK)`,
    type: RTM_NEWLINK,
    flags: NLM_F_CREATE | NLM_F_EXCL,
    payload: encodeLinkSpec(spec),
  };
}

/**
 * Changes the link with `index`, all of `change` in one message. The kernel applies it in an order of its
 * own, and what it applied before a failure stays. `operation` describes the change in an error.
 *
 * @throws {NetlinkError}
 */
export function setLink(
  rt: Rtnetlink,
  index: number,
  change: LinkChange,
  operation: string = describe(index, change),
): void {
  rt.request(changeOf(index, change, operation));
}

/** A change of the link with `index`, for `setLinks`. */
export interface IndexedChange {
  /** Index of the link. */
  readonly index: number;
  /** What changes of it. */
  readonly change: LinkChange;
}

/**
 * Changes links one after another, in one request to the kernel, which goes on after one that it refuses.
 * Returns why it refused each; undefined where it did not.
 */
export function setLinks(
  rt: Rtnetlink,
  changes: readonly IndexedChange[],
): (NetlinkError | undefined)[] {
  const requests = changes.map(({ index, change }) =>
    changeOf(index, change, describe(index, change))
  );
  return rt.requestAll(requests).map((answer) =>
    answer instanceof NetlinkError ? answer : undefined
  );
}

function changeOf(index: number, change: LinkChange, operation: string): Request {
  const payload = encodeLinkChange(index, change);
  const { altName } = change;
  return {
    operation: `${operation} (RTM_SETLINK)`,
    type: RTM_SETLINK,
    payload,
    ...(altName === undefined ? {} : {
      along: "add" in altName
        ? altNameRequest(RTM_NEWLINKPROP, index, altName.add)
        : altNameRequest(RTM_DELLINKPROP, index, altName.remove),
    }),
  };
}

/**
 * Deletes a link.
 *
 * @throws {NetlinkError} ENODEV when there is none, EOPNOTSUPP when it cannot be deleted
 */
export function deleteLink(rt: Rtnetlink, index: number): void {
  rt.request({
    operation: `delete link ${index} (RTM_DELLINK)`,
    type: RTM_DELLINK,
    payload: ifinfomsg({ index }),
  });
}

/**
 * Changes options of an existing bond.
 *
 * @throws {NetlinkError}
 */
export function changeBond(rt: Rtnetlink, index: number, bond: BondData): void {
  const payload = new Writer().raw(ifinfomsg({ index }))
    .nested(IFLA.LINKINFO, (info) =>
      info.text(IFLA_INFO.KIND, "bond")
        .nested(IFLA_INFO.DATA, (data) => bondTable.write(data, bond)))
    .finish();
  const options = Object.keys(bond).join(", ");
  rt.request({
    operation: `set ${options} of bond ${index} (RTM_NEWLINK)`,
    type: RTM_NEWLINK,
    payload,
  });
}

/**
 * Changes options that a link has as the port of a bond.
 *
 * @throws {NetlinkError}
 */
export function setBondPort(rt: Rtnetlink, index: number, port: BondPortChange): void {
  const payload = new Writer().raw(ifinfomsg({ index }))
    .nested(IFLA.LINKINFO, (info) =>
      info.text(IFLA_INFO.SLAVE_KIND, "bond")
        .nested(IFLA_INFO.SLAVE_DATA, (data) => bondPortTable.write(data, port)))
    .finish();
  const options = Object.keys(port).join(", ");
  rt.request({
    operation: `set ${options} of bond port ${index} (RTM_NEWLINK)`,
    type: RTM_NEWLINK,
    payload,
  });
}

/**
 * Gives a link one more name.
 *
 * @throws {NetlinkError} EEXIST when the name is taken
 */
export function addAltName(rt: Rtnetlink, index: number, name: string): void {
  changeAltName(rt, RTM_NEWLINKPROP, index, name);
}

/**
 * Takes an alternative name away.
 *
 * @throws {NetlinkError} ENOENT when the link does not have it
 */
export function deleteAltName(rt: Rtnetlink, index: number, name: string): void {
  changeAltName(rt, RTM_DELLINKPROP, index, name);
}

function changeAltName(rt: Rtnetlink, type: number, index: number, name: string): void {
  const verb = type === RTM_NEWLINKPROP ? "add" : "remove";
  const operation = `${verb} alternative name ${name} of link ${index}`;
  rt.request({ operation, ...altNameRequest(type, index, name) });
}

function altNameRequest(type: number, index: number, name: string): Omit<Request, "operation"> {
  const payload = new Writer().raw(ifinfomsg({ index }))
    .nested(IFLA.PROP_LIST, (list) => list.text(IFLA.ALT_IFNAME, name))
    .finish();
  const flags = type === RTM_NEWLINKPROP ? NLM_F_CREATE | NLM_F_EXCL | NLM_F_APPEND : 0;
  return { type, flags, payload };
}

function label(ref: LinkRef): string {
  return typeof ref === "number" ? `link ${ref}` : ref;
}

function describe(index: number, change: LinkChange): string {
  const parts = Object.entries(change)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => typeof value === "object" ? key : `${key} ${value}`);
  return `set ${parts.join(", ")} of link ${index}`;
}
