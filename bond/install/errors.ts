/** The program cannot be installed, brought back or removed; nothing was changed. */
export class InstallError extends Error {
  override readonly name = "InstallError";

  /** @param remedy What to do about it. */
  constructor(message: string, readonly remedy: string, options?: ErrorOptions) {
    super(message, options);
  }
}
