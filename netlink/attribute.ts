/**
 * Netlink attributes: a 4-octet header (u16 length with the header, u16 type), the value, padding to 4
 * octets (linux/netlink.h, struct nlattr). Numbers are in the machine's order, which is little-endian on
 * every machine that this package runs on.
 */
import { cString } from "./c_string.ts";
import { DecodeError } from "./errors.ts";
import { formatHardwareAddress, parseHardwareAddress } from "./hardware_address.ts";
import { formatAddress } from "./ip.ts";

const HEADER = 4;
/** NLA_F_NESTED: the value is attributes itself. */
const NESTED = 0x8000;
/** NLA_TYPE_MASK: without NLA_F_NESTED and NLA_F_NET_BYTEORDER. */
const TYPE_MASK = 0x3fff;

/** The range of numbers by their octets. */
const RANGES = {
  u8: [0, 0xff],
  u16: [0, 0xffff],
  u32: [0, 0xffff_ffff],
  s32: [-0x8000_0000, 0x7fff_ffff],
} as const;

/** `length` rounded up to the next multiple of 4 (NLA_ALIGN, NLMSG_ALIGN). */
export function align(length: number): number {
  return (length + 3) & ~3;
}

/**
 * `value`, if the wire has room for it: a number that is cut off there would ask the kernel for something
 * else.
 *
 * @throws {RangeError} when it has not, or `value` is no whole number; `what` says of what
 */
export function fitting(what: string, kind: keyof typeof RANGES, value: number): number {
  const [least, most] = RANGES[kind];
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new RangeError(
    `Cannot write ${what}: ${value} is not a whole number from ${least} to ${most}`,
  );
}

/** One attribute as it was received. Each getter throws `DecodeError` when the value has another length. */
export class Attribute {
  /** Number of the attribute, without flags. */
  readonly type: number;
  readonly #message: DataView;
  readonly #offset: number;
  readonly #length: number;

  /** The value has `length` octets, from `offset` of the message on. */
  constructor(type: number, message: DataView, offset: number, length: number) {
    this.type = type;
    this.#message = message;
    this.#offset = offset;
    this.#length = length;
  }

  /** The value's octets: a view of the message, valid while the message is. */
  get bytes(): Uint8Array {
    const { buffer, byteOffset } = this.#message;
    return new Uint8Array(buffer, byteOffset + this.#offset, this.#length);
  }

  /** Where the value of `attribute`, of `length` octets, is in the message. */
  static #at(attribute: Attribute, length: number): number {
    if (attribute.#length === length) return attribute.#offset;
    throw new DecodeError(
      `attribute ${attribute.type} has ${attribute.#length} octets where ${length} are due`,
    );
  }

  /** A number of one octet. */
  get u8(): number {
    return this.#message.getUint8(Attribute.#at(this, 1));
  }
  /** A number of two octets. */
  get u16(): number {
    return this.#message.getUint16(Attribute.#at(this, 2), true);
  }
  /** A number of two octets in network order. */
  get u16be(): number {
    return this.#message.getUint16(Attribute.#at(this, 2), false);
  }
  /** A number of four octets. */
  get u32(): number {
    return this.#message.getUint32(Attribute.#at(this, 4), true);
  }
  /** A signed number of four octets. */
  get s32(): number {
    return this.#message.getInt32(Attribute.#at(this, 4), true);
  }
  /** A number of eight octets. */
  get u64(): bigint {
    return this.#message.getBigUint64(Attribute.#at(this, 8), true);
  }
  /** Text up to the first NUL. */
  get text(): string {
    const { bytes } = this;
    const end = bytes.indexOf(0);
    return utf8.decode(end < 0 ? bytes : bytes.subarray(0, end));
  }
  /** A hardware address of any length, such as "02:00:5e:00:00:01"; "" when it has no octets. */
  get hardwareAddress(): string {
    return formatHardwareAddress(this.bytes);
  }
  /** An IPv4 address of 4 octets or an IPv6 address of 16, as text. */
  get ipAddress(): string {
    return ipAddressIn(this.type, this.bytes);
  }
  /** The attributes inside. */
  get nested(): Attributes {
    return new Attributes(this.bytes);
  }
}

/** The IP address of 4 or 16 octets that the attribute of a type has. */
export function ipAddressIn(type: number, bytes: Uint8Array): string {
  if (bytes.length === 4 || bytes.length === 16) return formatAddress(bytes);
  throw new DecodeError(`attribute ${type} has ${bytes.length} octets, not an IP address's`);
}

/** Making a decoder takes longer than decoding a name. */
const utf8 = /* @__PURE__ */ new TextDecoder();

/**
 * The attributes of a message or of a nest, by type; of two with one type the last counts. A link has sixty, of
 * which half are looked at: only those become objects.
 */
export class Attributes implements Iterable<Attribute> {
  readonly #view: DataView;
  /** Where each begins, by type. */
  readonly #offsets: Map<number, number> = new Map();

  /**
   * Finds the attributes in `bytes`, without looking at their values.
   *
   * @throws {DecodeError} when a length points outside of `bytes`
   */
  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let offset = 0;
    while (offset + HEADER <= bytes.length) {
      const length = this.#view.getUint16(offset, true);
      if (length < HEADER || offset + length > bytes.length) {
        throw new DecodeError(
          `attribute at octet ${offset} claims ${length} octets of ${bytes.length - offset}`,
        );
      }
      this.#offsets.set(this.#view.getUint16(offset + 2, true) & TYPE_MASK, offset);
      offset += align(length);
    }
  }

  /** The attribute with that number; the last one, should there be several. */
  get(type: number): Attribute | undefined {
    const offset = this.#offsets.get(type);
    return offset === undefined ? undefined : this.#at(offset);
  }

  /** All of them, in their order, as many as there are of a number. */
  *[Symbol.iterator](): Iterator<Attribute> {
    let offset = 0;
    while (offset + HEADER <= this.#view.byteLength) {
      yield this.#at(offset);
      offset += align(this.#view.getUint16(offset, true));
    }
  }

  #at(offset: number): Attribute {
    const type = this.#view.getUint16(offset + 2, true) & TYPE_MASK;
    const length = this.#view.getUint16(offset, true) - HEADER;
    return new Attribute(type, this.#view, offset + HEADER, length);
  }
}

/**
 * Writes fixed structures and attributes one after another; each method returns the writer. Those that
 * write numbers throw RangeError for one that has no room.
 */
export class Writer {
  #bytes = new Uint8Array(256);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  /** What was written: a copy. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  /** Octets as they are, without a header: a structure such as struct ifinfomsg. */
  raw(bytes: Uint8Array): this {
    this.#bytes.set(bytes, this.#claim(align(bytes.length)));
    return this;
  }

  /** Octets as they are. */
  bytes(type: number, value: Uint8Array): this {
    const at = this.#header(type, value.length);
    this.#bytes.set(value, at);
    return this;
  }
  /** A number of one octet. */
  u8(type: number, value: number): this {
    const number = fitting(`attribute ${type}`, "u8", value);
    const at = this.#header(type, 1);
    this.#view.setUint8(at, number);
    return this;
  }
  /** A number of two octets. */
  u16(type: number, value: number): this {
    const number = fitting(`attribute ${type}`, "u16", value);
    const at = this.#header(type, 2);
    this.#view.setUint16(at, number, true);
    return this;
  }
  /** A number of two octets in network order. */
  u16be(type: number, value: number): this {
    const number = fitting(`attribute ${type}`, "u16", value);
    const at = this.#header(type, 2);
    this.#view.setUint16(at, number, false);
    return this;
  }
  /** A number of four octets. */
  u32(type: number, value: number): this {
    const number = fitting(`attribute ${type}`, "u32", value);
    const at = this.#header(type, 4);
    this.#view.setUint32(at, number, true);
    return this;
  }
  /** A signed number of four octets. */
  s32(type: number, value: number): this {
    const number = fitting(`attribute ${type}`, "s32", value);
    const at = this.#header(type, 4);
    this.#view.setInt32(at, number, true);
    return this;
  }
  /** A number of eight octets. */
  u64(type: number, value: bigint): this {
    if (BigInt.asUintN(64, value) !== value) {
      throw new RangeError(`Cannot write attribute ${type}: ${value} has no room in 64 bits`);
    }
    const at = this.#header(type, 8);
    this.#view.setBigUint64(at, value, true);
    return this;
  }
  /**
   * Text with a NUL at its end.
   *
   * @throws {TypeError} when there is a NUL in it
   */
  text(type: number, value: string): this {
    return this.bytes(type, cString(value));
  }
  /** An attribute without a value, whose presence says it all. */
  flag(type: number): this {
    return this.bytes(type, new Uint8Array());
  }
  /**
   * The octets of "02:00:5e:00:00:01".
   *
   * @throws {TypeError} when `value` is not octets in hexadecimal, with colons between them
   */
  hardwareAddress(type: number, value: string): this {
    return this.bytes(type, parseHardwareAddress(value));
  }
  /** An attribute whose value is the attributes that `write` writes. */
  nested(type: number, write: (writer: this) => void): this {
    const at = this.#header(type | NESTED, 0);
    write(this);
    checkLength(type, this.#length - at);
    this.#view.setUint16(at - HEADER, this.#length - at + HEADER, true);
    return this;
  }

  #header(type: number, length: number): number {
    checkLength(type, length);
    const at = this.#claim(align(HEADER + length));
    this.#view.setUint16(at, HEADER + length, true);
    this.#view.setUint16(at + 2, type, true);
    return at + HEADER;
  }

  #claim(length: number): number {
    const at = this.#length;
    this.#length += length;
    if (this.#length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#length, this.#bytes.length * 2));
      larger.set(this.#bytes);
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    return at;
  }
}

/** The header's length field has 16 bits. */
function checkLength(type: number, length: number): void {
  if (HEADER + length > 0xffff) {
    throw new RangeError(`Cannot write attribute ${type}: ${length} octets are too many`);
  }
}
