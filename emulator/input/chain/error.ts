/** Why Multus refuses a pod before any plugin runs. */

import type { PoolCode } from "../devices/mod.ts";
import type { ManifestCode } from "../manifests/mod.ts";
import type { Position } from "../model.ts";

/** A pod that Multus refuses before any plugin has run. */
export class ChainError extends Error {
  override readonly name = "ChainError";
  readonly code: ChainErrorCode;
  /** What is at fault. */
  readonly position: Position;
  readonly hint: string;
  /** What stands out about it, to go on with behind the message: Multus does not say it. */
  readonly aside: string;

  constructor(
    message: string,
    { code, position, hint, aside = "", cause }: {
      code: ChainErrorCode;
      position: Position;
      hint?: string;
      aside?: string;
      cause?: unknown;
    },
  ) {
    super(message, { cause });
    this.code = code;
    this.position = position;
    this.hint = hint ?? "correct the manifest";
    this.aside = aside;
  }
}

/** The codes of the findings that ChainErrors become. */
export type ChainErrorCode =
  | "annotation"
  | "network-absent"
  | "network-elsewhere"
  | "namespace-isolation"
  | "network-config"
  | "default-route"
  | "multus-config";

/** What can be found while chains are made. */
export type ChainCode =
  | ChainErrorCode
  | ManifestCode
  | PoolCode
  | "claim-elsewhere"
  | "host-network"
  | "no-pods"
  | "resource-amount"
  | "resource-not-referenced"
  | "resource-not-requested"
  | "resource-repeated"
  | "unschedulable";
