/** Whether an installed program runs on the node, asked in the node's own root. */

import {
  exists,
  isBusy,
  type JsonObject,
  messageOf,
  parseCniError,
  parseObject,
  whenNotBusy,
} from "../../cni/mod.ts";
import { InstallError } from "./errors.ts";
import { inNodeRoot } from "./node_root.ts";

/** The ELF interpreter that the program names, by the architecture. */
const LOADERS = {
  x86_64: "/lib64/ld-linux-x86-64.so.2",
  aarch64: "/lib/ld-linux-aarch64.so.1",
} as const;

/** How long a program may take for its answer, in ms. */
const PATIENCE_MS = 60_000;

/** What a node calls its programs with. */
const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/**
 * Asks the program at `path` for VERSION, and returns the versions of CNI that it speaks.
 * @throws {InstallError} when it does not answer, with what the node lacks.
 */
export async function askVersions(nodeRoot: string | undefined, path: string): Promise<string[]> {
  const reply = await ask(nodeRoot, path, "VERSION", { cniVersion: "1.1.0" });
  const versions = reply.json?.["supportedVersions"];
  if (reply.success && Array.isArray(versions) && versions.length > 0) return versions.map(String);
  throw new InstallError(
    `${path} does not run on this node: ${reply.said}`,
    /GLIBC_[\d.]+' not found/.test(reply.said)
      ? "the node's libc is too old: glibc 2.27 or newer is needed"
      : "`--version` of the program on the node may say more",
  );
}

/**
 * Asks the program at `path` for STATUS.
 * @throws {InstallError} when it could not serve an ADD, with its reason.
 */
export async function askStatus(nodeRoot: string | undefined, path: string): Promise<void> {
  // STATUS is about the node; the links are not looked for.
  const links = [{ name: "net1" }, { name: "net2" }];
  const bond = { mode: "active-backup", miimon: 100, linksInContainer: true, links };
  const config = { cniVersion: "1.1.0", name: "readiness", type: "bond", ...bond };
  const reply = await ask(nodeRoot, path, "STATUS", config);
  if (!reply.success) {
    throw new InstallError(
      `${path} is not ready: ${reply.said}`,
      "`bond doctor` on the node looks closer",
    );
  }
}

interface Reply {
  success: boolean;
  json: JsonObject | undefined;
  /** What it said, for people. */
  said: string;
}

async function ask(
  nodeRoot: string | undefined,
  path: string,
  command: string,
  config: JsonObject,
): Promise<Reply> {
  const env = { CNI_COMMAND: command, CNI_PATH: folderOf(path), PATH };
  const child = await start(nodeRoot, path, env);
  const timer = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
  try {
    const [output] = await Promise.all([child.output(), feed(child.stdin, JSON.stringify(config))]);
    const [stdout, stderr] = [output.stdout, output.stderr].map((bytes) =>
      new TextDecoder().decode(bytes).trim()
    ) as [string, string];
    const json = parseObject(stdout);
    const said = parseCniError(json)?.toString() || stderr || stdout ||
      (output.signal === "SIGKILL"
        ? `no answer within ${PATIENCE_MS / 1000} s`
        : `exit status ${output.code}`);
    return { success: output.success, json, said };
  } finally {
    clearTimeout(timer);
  }
}

/** Starts the program: from then on it has the node's root, whatever this process' is. */
async function start(
  nodeRoot: string | undefined,
  path: string,
  env: Record<string, string>,
): Promise<Deno.ChildProcess> {
  const command = new Deno.Command(path, {
    env,
    clearEnv: true,
    cwd: "/",
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  });
  return await whenNotBusy(() =>
    inNodeRoot(nodeRoot, () => {
      try {
        return command.spawn();
      } catch (cause) {
        throw explained(path, cause);
      }
    })
  );
}

/** Why a program does not even start. */
function explained(path: string, cause: unknown): InstallError {
  const reason = messageOf(cause);
  const loader = LOADERS[Deno.build.arch];
  const [message, remedy] = cause instanceof Deno.errors.NotFound && !exists(loader)
    ? [
      `the node has no ${loader}`,
      "glibc 2.27 or newer is needed; Alpine and Talos have another libc",
    ]
    : cause instanceof Deno.errors.PermissionDenied
    ? [reason, "the file system may be mounted noexec: choose another folder with --cni-bin-dir"]
    : isBusy(cause)
    ? [reason, `try again when nobody writes it any more; \`fuser ${path}\` tells who does`]
    : [reason, `the program is for ${Deno.build.arch} Linux with glibc 2.27 or newer`];
  return new InstallError(`${path} does not run on this node: ${message}`, remedy, { cause });
}

async function feed(stream: WritableStream<Uint8Array>, text: string): Promise<void> {
  try {
    await ReadableStream.from([new TextEncoder().encode(text)]).pipeTo(stream);
  } catch {
    // It ended without reading; its answer says why.
  }
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}
