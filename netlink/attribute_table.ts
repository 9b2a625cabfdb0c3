/** Tables that name each attribute of a nest once, for reading and for writing. */
import type { Attribute, Attributes, Writer } from "./attribute.ts";
import { parseAddress } from "./ip.ts";

/** How an attribute's value looks on the wire. */
export interface Codec<T> {
  read(attribute: Attribute): T;
  /** Absent for what only the kernel sets. */
  write?(writer: Writer, type: number, value: T): void;
}

export const u8: Codec<number> = {
  read: (attribute) => attribute.u8,
  write: (writer, type, value) => writer.u8(type, value),
};
export const u16: Codec<number> = {
  read: (attribute) => attribute.u16,
  write: (writer, type, value) => writer.u16(type, value),
};
export const u16be: Codec<number> = {
  read: (attribute) => attribute.u16be,
  write: (writer, type, value) => writer.u16be(type, value),
};
export const u32: Codec<number> = {
  read: (attribute) => attribute.u32,
  write: (writer, type, value) => writer.u32(type, value),
};
export const s32: Codec<number> = {
  read: (attribute) => attribute.s32,
  write: (writer, type, value) => writer.s32(type, value),
};
/** An octet that is 0 or not. */
export const boolean: Codec<boolean> = {
  read: (attribute) => attribute.u8 !== 0,
  write: (writer, type, value) => writer.u8(type, Number(value)),
};
export const hardwareAddress: Codec<string> = {
  read: (attribute) => attribute.hardwareAddress,
  write: (writer, type, value) => writer.hardwareAddress(type, value),
};
/** Nested IP addresses with the position in the list as their type. */
export const addressList: Codec<readonly string[]> = {
  read: (attribute) => Array.from(attribute.nested, ({ ipAddress }) => ipAddress),
  write: (writer, type, value) =>
    writer.nested(type, (nest) => {
      value.forEach((address, index) => nest.bytes(index, parseAddress(address).bytes));
    }),
};

/** `codec` for an attribute that a program cannot set. */
export function readOnly<T>({ read }: Codec<T>): Codec<T> {
  return { read };
}

/** The number and the codec of every field of `T`. */
export type Fields<T> = {
  readonly [K in keyof T]-?: readonly [type: number, codec: Codec<NonNullable<T[K]>>];
};

/** Reads and writes nests as records. */
export interface AttributeTable<T> {
  /** The fields whose attributes are there; others are left out. */
  read(attributes: Attributes): Partial<T>;
  /** Writes the fields that are given, in the table's order; those that only the kernel sets are left out. */
  write(writer: Writer, record: Partial<T>): void;
}

/** The table of a record whose fields are attributes. */
export function attributeTable<T>(fields: Fields<T>): AttributeTable<T> {
  const keys = Object.keys(fields) as (keyof T)[];
  return {
    read: (attributes) => {
      const record: Partial<T> = {};
      for (const key of keys) {
        const [type, codec] = fields[key];
        const attribute = attributes.get(type);
        if (attribute !== undefined) record[key] = codec.read(attribute);
      }
      return record;
    },
    write: (writer, record) => {
      for (const key of keys) {
        const [type, codec] = fields[key];
        const value = record[key];
        if (value !== undefined && value !== null) codec.write?.(writer, type, value);
      }
    },
  };
}
