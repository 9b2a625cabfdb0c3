/** Why Multus refuses a pod before any plugin runs. */

import type { Position } from "../model.ts";

/** A pod that Multus refuses before any plugin has run. */
export class ChainError extends Error {
  override readonly name = "ChainError";
  readonly code: ChainErrorCode;
  /** What is at fault. */
  readonly position: Position;
  readonly hint: string;

  constructor(
    message: string,
    { code, position, hint, cause }: {
      code: ChainErrorCode;
      position: Position;
      hint?: string;
      cause?: unknown;
    },
  ) {
    super(message, { cause });
    this.code = code;
    this.position = position;
    this.hint = hint ?? "correct the manifest";
  }
}

/** The codes of the diagnostics that ChainErrors become. */
export type ChainErrorCode =
  | "annotation"
  | "network-absent"
  | "namespace-isolation"
  | "network-config"
  | "default-route";
