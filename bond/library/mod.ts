/** Bonds for other programs. */

export * from "./inspect.ts";
export * from "./library.ts";
export * from "./watch.ts";
