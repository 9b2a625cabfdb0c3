/**
 * `text` as octets with a NUL at their end.
 *
 * @throws {TypeError} when there is a NUL in it: the kernel would take only what stands before
 */
export function cString(text: string): Uint8Array<ArrayBuffer> {
  if (text.includes("\0")) {
    throw new TypeError(`Cannot pass ${JSON.stringify(text)} to the kernel: it contains a NUL`);
  }
  return new TextEncoder().encode(text + "\0");
}
