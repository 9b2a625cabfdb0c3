/** The little of ELF files that is needed to start a program with a libc of its own; see elf(5). */

/** Of a 64-bit file: where the table of segments is told, and where its entries tell what. */
const header = { programHeaders: 32, entrySize: 54, entryCount: 56 } as const;
const entry = { type: 0, offset: 8, fileSize: 32 } as const;
const PT_INTERP = 3;

/**
 * Returns the program with another path of its dynamic loader; one that is relative is looked for
 * from the folder that the program is started in.
 * @throws {Error} when it has no loader, or the path is longer than the one that it has.
 */
export function withLoader(program: Uint8Array, path: string): Uint8Array<ArrayBuffer> {
  const copy = program.slice();
  const view = new DataView(copy.buffer);
  const table = Number(view.getBigUint64(header.programHeaders, true));
  const size = view.getUint16(header.entrySize, true);
  for (let i = 0; i < view.getUint16(header.entryCount, true); i++) {
    const at = table + i * size;
    if (view.getUint32(at + entry.type, true) !== PT_INTERP) continue;
    const offset = Number(view.getBigUint64(at + entry.offset, true));
    const room = Number(view.getBigUint64(at + entry.fileSize, true));
    const bytes = new TextEncoder().encode(path);
    if (bytes.length >= room) throw new Error(`there is no room for the loader's path ${path}`);
    copy.fill(0, offset, offset + room);
    copy.set(bytes, offset);
    return copy;
  }
  throw new Error("the program names no loader");
}
