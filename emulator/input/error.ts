/** Something that was asked for cannot be: the message names the option, file or key, and what is due. */
export class InputError extends Error {
  /** Tells it from other errors. */
  override readonly name = "InputError";
}
