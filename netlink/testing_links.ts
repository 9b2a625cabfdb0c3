/** For tests: links in several namespaces of a kernel that is played in this process, and remembers what it did. */
import { Attributes, Writer } from "./attribute.ts";
import { ifinfomsg } from "./ifinfomsg.ts";
import {
  IFF_UP,
  IFINFOMSG,
  IFLA,
  IFLA_INFO,
  RTM_DELLINK,
  RTM_DELLINKPROP,
  RTM_GETLINK,
  RTM_NEWLINK,
  RTM_NEWLINKPROP,
  RTM_SETLINK,
} from "./link_attributes.ts";
import type { Link } from "./link_types.ts";
import { NLM_F_CREATE, NLM_F_DUMP } from "./message.ts";
import type { Netns } from "./netns.ts";
import type { Rtnetlink } from "./socket.ts";
import {
  acknowledge,
  done,
  type FakeMessage,
  type FakeReply,
  type FakeRequest,
  fakeRtnetlink,
  reply,
} from "./testing.ts";

const ENODEV = 19;
const EEXIST = 17;
const EBUSY = 16;
const NLM_F_MULTI = 2;
/** Of each four types of messages, the one that asks for something. */
const GET = 2;

/** A link as far as the played kernel knows it. */
export interface PlayedLink {
  index: number;
  name: string;
  kind: string;
  type: number;
  /** IFF_* beside IFF_UP. */
  flags: number;
  address: string;
  permanentAddress?: string;
  mtu: number;
  up: boolean;
  /** The index of its bond or bridge; 0 for none. */
  master: number;
  alias: string;
  altNames: string[];
  parentDevice?: NonNullable<Link["parentDevice"]>;
}

/** One namespace. */
export interface PlayedNamespace {
  readonly rt: Rtnetlink;
  /** What says "this namespace" in a change of a link. */
  readonly netns: Netns;
  readonly links: PlayedLink[];
  /** What the kernel did here, in its order: "ens1: up false", "delete bond0". */
  readonly journal: string[];
  /** What else is here, as the payloads that made it, by the type of these: 20 for addresses, 24 for routes. */
  readonly others: Map<number, Uint8Array[]>;
  /** Returns the errno with which a request is refused; 0 to serve it. Called before each. */
  refuse: (type: number, link: PlayedLink | undefined, attributes: Attributes) => number;
  /** Adds a link: an Ethernet device that is up, if not told otherwise. */
  add(link: Partial<PlayedLink> & Pick<PlayedLink, "name">): PlayedLink;
  /** The link of that name. Throws RangeError when there is none. */
  get(name: string): PlayedLink;
}

/** Returns as many namespaces of one played kernel. */
export function playedNamespaces(count: number): PlayedNamespace[] {
  const all: PlayedNamespace[] = [];
  let lastIndex = 1;
  for (let i = 0; i < count; i++) all.push(namespace(all, 1000 + i, () => ++lastIndex));
  return all;
}

/** One of `all` namespaces, whose handle is the file descriptor `fd`. */
function namespace(
  all: readonly PlayedNamespace[],
  fd: number,
  nextIndex: () => number,
): PlayedNamespace {
  const place: PlayedNamespace = {
    rt: fakeRtnetlink((request) => serve(all, place, request)),
    netns: { fd, dev: 4, ino: fd } as unknown as Netns,
    links: [],
    journal: [],
    others: new Map(),
    refuse: () => 0,
    add(link) {
      const index = nextIndex();
      const address = `02:00:00:00:00:${index.toString(16).padStart(2, "0")}`;
      const whole: PlayedLink = {
        ...{ index, kind: "", type: 1, flags: 0, address, mtu: 1500, up: true, alias: "" },
        ...{ altNames: [], master: 0 },
        ...link,
      };
      place.links.push(whole);
      return whole;
    },
    get(name) {
      const link = named(place, name);
      if (!link) throw new RangeError(`there is no link ${name}`);
      return link;
    },
  };
  return place;
}

function serve(
  all: readonly PlayedNamespace[],
  place: PlayedNamespace,
  request: FakeRequest,
): FakeReply[] {
  const { type, flags, payload } = request;
  const isDump = (flags & NLM_F_DUMP) === NLM_F_DUMP;
  if (type % 4 === GET && type !== RTM_GETLINK) {
    const kind = type - GET;
    return [listed(request, kind, place.others.get(kind) ?? []), done(request)];
  }
  if (isDump) return [listed(request, RTM_NEWLINK, place.links.map(encoded)), done(request)];
  const isOfLinks = [RTM_NEWLINK, RTM_NEWLINKPROP].includes(type - type % 4);
  const attributes = new Attributes(payload.subarray(isOfLinks ? IFINFOMSG : payload.length));
  const index = new DataView(payload.buffer, payload.byteOffset).getInt32(4, true);
  const name = (attributes.get(IFLA.IFNAME) ?? attributes.get(IFLA.ALT_IFNAME))?.text ?? "";
  const find = () =>
    isOfLinks
      ? index !== 0 ? place.links.find((one) => one.index === index) : named(place, name)
      : undefined;
  const refusal = place.refuse(type, find(), attributes);
  // Somebody may have changed something since.
  const link = find();
  const errno = refusal ||
    (isOfLinks ? change(all, place, request, link, attributes) : add(place, request));
  if (errno !== 0) return [acknowledge(request, errno)];
  if (type !== RTM_GETLINK || !link) return [acknowledge(request)];
  return [reply(request, { type: RTM_NEWLINK, payload: encoded(link) }), acknowledge(request)];
}

/** Does what is asked, and returns an errno. */
function change(
  all: readonly PlayedNamespace[],
  place: PlayedNamespace,
  { type, flags, payload }: FakeRequest,
  link: PlayedLink | undefined,
  attributes: Attributes,
): number {
  if (type === RTM_NEWLINK && flags & NLM_F_CREATE) {
    const name = attributes.get(IFLA.IFNAME)?.text ?? "";
    if (link) return EEXIST;
    const kind = attributes.get(IFLA.LINKINFO)?.nested.get(IFLA_INFO.KIND)?.text ?? "";
    const mtu = attributes.get(IFLA.MTU)?.u32 ?? 1500;
    place.add({ name, kind, mtu, up: false });
    place.journal.push(`create ${name}`);
    return 0;
  }
  if (!link) return ENODEV;
  if (type === RTM_DELLINK) {
    place.links.splice(place.links.indexOf(link), 1);
    for (const port of place.links) if (port.master === link.index) port.master = 0;
    place.journal.push(`delete ${link.name}`);
  } else if (type === RTM_SETLINK) {
    return set(all, place, link, payload, attributes);
  } else if (type === RTM_NEWLINKPROP || type === RTM_DELLINKPROP) {
    const altName = attributes.get(IFLA.PROP_LIST)?.nested.get(IFLA.ALT_IFNAME)?.text ?? "";
    link.altNames = link.altNames.filter((one) => one !== altName);
    if (type === RTM_NEWLINKPROP) link.altNames.push(altName);
    place.journal.push(`${link.name}: ${type === RTM_NEWLINKPROP ? "+" : "-"}${altName}`);
  } else if (type === RTM_NEWLINK) place.journal.push(`${link.name}: options`);
  return 0;
}

/** Changes a link in the order of the kernel: first where it is, then the rest. */
function set(
  all: readonly PlayedNamespace[],
  place: PlayedNamespace,
  link: PlayedLink,
  payload: Uint8Array,
  attributes: Attributes,
): number {
  const view = new DataView(payload.buffer, payload.byteOffset);
  const name = attributes.get(IFLA.IFNAME)?.text;
  const fd = attributes.get(IFLA.NET_NS_FD)?.s32;
  const target = all.find(({ netns }) => netns.fd === fd) ?? place;
  const namesake = name === undefined ? undefined : named(target, name);
  if (namesake && namesake !== link) return EEXIST;
  // As kernels before 6.2 have it.
  if (name !== undefined && name !== link.name && link.up && target === place) return EBUSY;
  const wanted = {
    name,
    address: attributes.get(IFLA.ADDRESS)?.hardwareAddress,
    mtu: attributes.get(IFLA.MTU)?.u32,
    alias: attributes.get(IFLA.IFALIAS)?.text,
    master: attributes.get(IFLA.MASTER)?.u32,
    up: view.getUint32(12, true) & IFF_UP ? (view.getUint32(8, true) & IFF_UP) !== 0 : undefined,
  };
  const changes = Object.entries(wanted).filter(([, value]) => value !== undefined);
  place.journal.push(
    `${link.name}: ${changes.map(([key, value]) => `${key} ${value}`.trim()).join(", ")}${
      target === place ? "" : ", away"
    }`,
  );
  Object.assign(link, Object.fromEntries(changes));
  if (target !== place) {
    place.links.splice(place.links.indexOf(link), 1);
    target.links.push(Object.assign(link, { up: false, master: 0 }));
  }
  return 0;
}

function add({ journal, others }: PlayedNamespace, { type, payload }: FakeRequest): number {
  journal.push(`request ${type}`);
  others.set(type, [...others.get(type) ?? [], payload]);
  return 0;
}

function named({ links }: PlayedNamespace, name: string): PlayedLink | undefined {
  return links.find((link) => link.name === name || link.altNames.includes(name));
}

function listed(request: FakeRequest, type: number, payloads: readonly Uint8Array[]): FakeReply {
  const messages = payloads.map((payload): FakeMessage => ({ type, flags: NLM_F_MULTI, payload }));
  return reply(request, ...messages);
}

function encoded(link: PlayedLink): Uint8Array<ArrayBuffer> {
  const header = ifinfomsg({ index: link.index, flags: link.flags | (link.up ? IFF_UP : 0) });
  new DataView(header.buffer).setUint16(2, link.type, true);
  const writer = new Writer().raw(header)
    .text(IFLA.IFNAME, link.name)
    .u32(IFLA.MTU, link.mtu)
    .hardwareAddress(IFLA.ADDRESS, link.address)
    .bytes(IFLA.IFALIAS, new TextEncoder().encode(link.alias));
  const { permanentAddress, parentDevice, master } = link;
  if (permanentAddress !== undefined) {
    writer.hardwareAddress(IFLA.PERM_ADDRESS, permanentAddress);
  }
  if (parentDevice) {
    writer.text(IFLA.PARENT_DEV_NAME, parentDevice.name)
      .text(IFLA.PARENT_DEV_BUS_NAME, parentDevice.bus);
  }
  if (master !== 0) writer.u32(IFLA.MASTER, master);
  if (link.altNames.length > 0) {
    writer.nested(IFLA.PROP_LIST, (list) => {
      for (const name of link.altNames) list.text(IFLA.ALT_IFNAME, name);
    });
  }
  if (link.kind !== "") {
    writer.nested(IFLA.LINKINFO, (info) => info.text(IFLA_INFO.KIND, link.kind));
  }
  return writer.finish();
}
