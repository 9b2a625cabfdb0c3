/** Putting this program in place on a node, and saying what was done. */

import {
  deploy,
  type DeployListener,
  InstallError,
  keepDeployed,
  type Placed,
  POLICY_PATH,
  requireReady,
  rollBack,
  type Target,
  uninstall,
} from "../../bond/mod.ts";
import { InputError } from "../input/error.ts";
import { Status } from "../input/status.ts";
import { paragraph } from "./layout.ts";
import { print, say } from "./terminal/mod.ts";

/** What is to be done; the first that is true of them, and else the program is put in place. */
interface InstallRun {
  uninstall?: true | undefined;
  rollback?: true | undefined;
  ready?: true | undefined;
  /** Whether it is put in place, and kept there until this process is asked to end. */
  watch?: true | undefined;
  /** Whether it is removed then. */
  uninstallAtEnd?: true | undefined;
  /** Path of a node policy that is copied, too. */
  policy?: string | undefined;
}

/** Does it, and returns the exit status of `bond install`. Throws InputError where this is no built program. */
export async function showInstall(target: Target, run: InstallRun): Promise<number> {
  try {
    if (run.uninstall) sayRemoved(target);
    else if (run.rollback) sayPlaced("brought back", await rollBack(target));
    else if (run.ready) await requireReady(target);
    else await putInPlace(target, run);
    return Status.ok;
  } catch (error) {
    if (!(error instanceof InstallError)) throw error;
    sayProblem(error);
    return Status.failed;
  }
}

async function putInPlace(
  target: Target,
  { policy, watch, uninstallAtEnd }: InstallRun,
): Promise<void> {
  const wanted = { source: ownExecutable(), policy };
  // From the first moment: the first process of a container sees no signal that it has not asked for.
  const end = watch ? askedToEnd() : undefined;
  await deploy(wanted, target, listener);
  if (!end) return;
  await keepDeployed(wanted, target, listener, end);
  if (uninstallAtEnd) sayRemoved(target);
}

const listener: DeployListener = {
  placed: (all) => sayPlaced("installed", all),
  policyCopied: () => print(`copied the node policy to ${POLICY_PATH}\n`),
  failed: sayProblem,
};

function ownExecutable(): string {
  if (Deno.build.standalone) return Deno.execPath();
  throw new InputError("this is no built program: run `deno task build`, and dist/bond install");
}

/** Is kept when this process is asked to end. */
function askedToEnd(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const signal of ["SIGTERM", "SIGINT"] as const) Deno.addSignalListener(signal, resolve);
  return promise;
}

function sayPlaced(what: string, all: readonly Placed[]): void {
  for (const { path, changed, versions } of all) {
    if (changed) print(`${what} ${path}, which speaks CNI ${versions.join(", ")}\n`);
  }
}

function sayRemoved(target: Target): void {
  for (const path of uninstall(target)) print(`removed ${path}\n`);
}

function sayProblem({ message, remedy }: InstallError): void {
  [`bond: ${message}`, ...paragraph(`→ ${remedy}`, "  ")].forEach(say);
}
