/** Input that cannot be read at all: the message names the option or the key, and what is due. */
export class InputError extends Error {
  /** Tells it from other errors. */
  override readonly name = "InputError";
}
