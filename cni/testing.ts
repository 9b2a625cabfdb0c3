/** For tests: call a plugin as a runtime does, and plugins that answer as told and remember who called. */

import { execPlugin } from "./exec.ts";
import { MemoryHost } from "./host.ts";
import { isJsonObject, type JsonObject } from "./json.ts";
import type { Plugin } from "./plugin.ts";
import { runPlugin } from "./run_plugin.ts";

/** A call: variables, and stdin as text, octets or an object to be written as JSON. */
export interface PluginCall {
  /** The variables of the protocol; those set to undefined are not there at all. */
  variables: Record<string, string | undefined>;
  stdin?: string | Uint8Array | JsonObject;
  /** In a process: kills it. Inside this one: arrives as SIGTERM. */
  signal?: AbortSignal;
}

/** What came back. */
export interface PluginReply {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/**
 * Returns variables for an attachment: container "c1", interface "eth0", and a namespace that does
 * not exist. `changes` replaces, or with undefined removes, single ones.
 */
export function attachmentVariables(
  command: string,
  changes: Record<string, string | undefined> = {},
): Record<string, string | undefined> {
  return {
    CNI_COMMAND: command,
    CNI_CONTAINERID: "c1",
    CNI_NETNS: "/run/netns/absent-in-tests",
    CNI_IFNAME: "eth0",
    CNI_PATH: "/usr/lib/cni",
    ...changes,
  };
}

/** Returns the JSON object that is all of the reply's stdout. Throws when stdout is anything else. */
export function replyObject(reply: PluginReply): JsonObject {
  const json: unknown = JSON.parse(reply.stdout);
  if (!isJsonObject(json)) throw new TypeError(`stdout is ${reply.stdout}, not an object`);
  return json;
}

/**
 * Returns the command line of the program that these tests are about: BOND_BINARY, or dist/bond,
 * or, before it is built, its source.
 */
export function pluginCommand(): string[] {
  const built = Deno.env.get("BOND_BINARY") ?? new URL("../dist/bond", import.meta.url).pathname;
  try {
    if (Deno.statSync(built).isFile) return [built];
  } catch {
    // Not built: the source does the same, more slowly.
  }
  return [Deno.execPath(), "run", "-A", new URL("../cmd/bond.ts", import.meta.url).pathname];
}

/** Runs the program `command` as a plugin, with the variables of the call and no other CNI_ ones. */
export async function callExecutable(
  command: readonly string[],
  call: PluginCall,
): Promise<PluginReply> {
  const [path = "", ...args] = command;
  const inherited = Object.entries(Deno.env.toObject()).filter(([name]) =>
    !name.startsWith("CNI_")
  );
  const { exitCode, stdout, stderr } = await execPlugin({
    path,
    args,
    stdin: octets(call.stdin),
    environment: { ...Object.fromEntries(inherited), ...present(call.variables) },
    signal: call.signal,
  });
  return { exitCode, stdout: text(stdout), stderr: text(stderr) };
}

/** Runs `plugin` in this process. With `brokenStdout`, whatever it writes there throws. */
export async function callPluginHere(
  plugin: Plugin,
  call: PluginCall & { brokenStdout?: boolean },
): Promise<PluginReply> {
  const host = new MemoryHost({
    variables: present(call.variables),
    stdin: octets(call.stdin),
    signal: call.signal,
  });
  if (call.brokenStdout) {
    host.writeStdout = () => {
      throw new Deno.errors.BrokenPipe("Broken pipe (os error 32)");
    };
  }
  const exitCode = await runPlugin(plugin, host);
  return { exitCode, stdout: text(host.stdout), stderr: host.stderr };
}

/** How a fake plugin answers a command. */
export interface FakeReply {
  /** Text, or a value to be written as JSON. */
  stdout?: unknown;
  stderr?: string;
  exitCode?: number;
  /** Seconds before it answers. */
  delay?: number;
}

/** A call that a fake plugin received. */
export interface FakeCall {
  command: string;
  stdin: string;
  variables: Record<string, string>;
}

/**
 * A plugin in a directory of its own: a shell script that records each call and answers as it has
 * been told; without being told, with nothing and exit status 0. Disposing it removes it.
 */
export class FakePlugin implements Disposable {
  /** What belongs on CNI_PATH. */
  readonly directory: string;
  readonly path: string;
  readonly #state: string;

  constructor(readonly type: string = "fake-ipam") {
    this.directory = Deno.makeTempDirSync({ prefix: `${type}-` });
    this.path = `${this.directory}/${type}`;
    this.#state = `${this.directory}/.state`;
    Deno.mkdirSync(`${this.#state}/calls`, { recursive: true });
    Deno.writeTextFileSync(this.path, fakeScript(this.#state), { mode: 0o755 });
  }

  /** Says how to answer `command` from now on. */
  reply(command: string, reply: FakeReply): this {
    const directory = `${this.#state}/${command}`;
    Deno.mkdirSync(directory, { recursive: true });
    const { stdout = "", stderr = "", exitCode = 0, delay = 0 } = reply;
    const output = typeof stdout === "string" ? stdout : JSON.stringify(stdout);
    Deno.writeTextFileSync(`${directory}/stdout`, output);
    Deno.writeTextFileSync(`${directory}/stderr`, stderr);
    Deno.writeTextFileSync(`${directory}/exit`, String(exitCode));
    Deno.writeTextFileSync(`${directory}/delay`, String(delay));
    return this;
  }

  /** Returns the calls received so far, in order. */
  calls(): FakeCall[] {
    const directory = `${this.#state}/calls`;
    const names = [...Deno.readDirSync(directory)].map(({ name }) => name)
      .filter((name) => !name.startsWith(".")).sort();
    return names.map((name) => {
      const pairs = Deno.readTextFileSync(`${directory}/${name}/environment`).split("\0")
        .filter((pair) => pair !== "")
        .map((pair): [string, string] => {
          const equals = pair.indexOf("=");
          return [pair.slice(0, equals), pair.slice(equals + 1)];
        });
      const variables = Object.fromEntries(pairs);
      return {
        command: variables["CNI_COMMAND"] ?? "",
        stdin: Deno.readTextFileSync(`${directory}/${name}/stdin`),
        variables,
      };
    });
  }

  /** Returns the commands received so far, in order. */
  commands(): string[] {
    return this.calls().map(({ command }) => command);
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.directory, { recursive: true });
  }
}

function fakeScript(state: string): string {
  return `#!/bin/sh
state='${state}'
id=$(date +%s%N)-$$
mkdir "$state/calls/.$id"
cat > "$state/calls/.$id/stdin"
env -0 > "$state/calls/.$id/environment"
mv "$state/calls/.$id" "$state/calls/$id"
reply="$state/$CNI_COMMAND"
[ -d "$reply" ] || exit 0
read -r delay < "$reply/delay"
[ "$delay" = 0 ] || sleep "$delay"
[ ! -s "$reply/stderr" ] || cat "$reply/stderr" >&2
[ ! -s "$reply/stdout" ] || cat "$reply/stdout"
read -r code < "$reply/exit"
exit "$code"
`;
}

function present(variables: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}

function octets(stdin: PluginCall["stdin"] = ""): Uint8Array {
  if (stdin instanceof Uint8Array) return stdin;
  return new TextEncoder().encode(typeof stdin === "string" ? stdin : JSON.stringify(stdin));
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
