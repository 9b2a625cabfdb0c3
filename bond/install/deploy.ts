/** Keeping the program and the node's policy in place. */

import { InstallError } from "./errors.ts";
import { install, isInstalled, type Placed, type Target } from "./install.ts";
import { putPolicy, readPolicy } from "./policy.ts";

/** How often they are looked after, in ms. */
const EVERY_MS = 10_000;

/** What is to be there. */
export interface Wanted {
  /** The program. */
  source: string;
  /** A node policy to be copied, too. */
  policy?: string | undefined;
}

/** Who hears what was done. */
export interface DeployListener {
  placed(all: readonly Placed[]): void;
  policyCopied(): void;
  /** What failed, and is tried again. */
  failed(error: InstallError): void;
}

/**
 * Puts the program and the policy in place; neither when the policy is none.
 * @throws {InstallError} as `readPolicy`, `install` and `putPolicy` do.
 */
export async function deploy(
  { source, policy }: Wanted,
  target: Target,
  listener: DeployListener,
): Promise<void> {
  const text = policy === undefined ? undefined : readPolicy(policy);
  listener.placed(await install(source, target));
  if (text !== undefined) copyPolicy(text, target, listener);
}

/** Puts back what of the two is missing or has become another, until `end`. */
export async function keepDeployed(
  { source, policy }: Wanted,
  target: Target,
  listener: DeployListener,
  end: Promise<unknown>,
): Promise<void> {
  while (!await Promise.race([end.then(() => true), pause()])) {
    try {
      if (!isInstalled(target)) listener.placed(await install(source, target));
      if (policy !== undefined) copyPolicy(readPolicy(policy), target, listener);
    } catch (error) {
      if (!(error instanceof InstallError)) throw error;
      listener.failed(error);
    }
  }
}

function copyPolicy(text: string, { nodeRoot }: Target, listener: DeployListener): void {
  if (putPolicy(text, nodeRoot)) listener.policyCopied();
}

function pause(): Promise<false> {
  return new Promise((resolve) => Deno.unrefTimer(setTimeout(() => resolve(false), EVERY_MS)));
}
