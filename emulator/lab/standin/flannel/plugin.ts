/** The flannel plugin: it works out a configuration, and has another plugin do the work. */

import {
  errorOf,
  execPlugin,
  findPlugin,
  type Invocation,
  parseJson,
  parseResult,
  type Plugin,
  readIfPresent,
  removeIfPresent,
  type Result,
  toCniError,
} from "../../../../cni/mod.ts";
import { type DelegateConfig, makeDelegate } from "./delegate.ts";
import { readSubnet, SUBNET_FILE } from "./subnet.ts";

/** Where flannel keeps the configurations of its delegates. */
const DATA_DIR = "/var/lib/cni/flannel";

/** Stands in for the plugin of the flannel project. */
export const flannelPlugin: Plugin = {
  about: "CNI plugin flannel: the lab's stand-in",

  async add(invocation: Invocation, commit: (result: Result) => void) {
    const subnet = readSubnet(textOf(invocation, "subnetFile") || SUBNET_FILE);
    const config = makeDelegate(invocation.config, subnet);
    save(invocation, config);
    const stdout = await runDelegate(invocation, config).catch((cause: unknown) => {
      throw new Error(`failed to delegate add: ${toCniError(cause)}`, { cause });
    });
    commit(parseResult(parseJson(stdout), invocation.config.cniVersion));
  },

  async del(invocation: Invocation) {
    const config = load(invocation);
    if (!config) return;
    await runDelegate(invocation, config);
    forget(invocation);
  },
};

/** Throws the delegate's own error. */
async function runDelegate(invocation: Invocation, config: DelegateConfig): Promise<Uint8Array> {
  const outcome = await execPlugin({
    path: findPlugin(config.type, invocation.path),
    stdin: new TextEncoder().encode(JSON.stringify(config)),
    environment: invocation.environment,
    signal: invocation.signal,
  });
  const error = errorOf(outcome);
  if (error) throw error;
  return outcome.stdout;
}

function save(invocation: Invocation, config: DelegateConfig): void {
  const path = pathOf(invocation);
  Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true, mode: 0o700 });
  Deno.writeTextFileSync(path, JSON.stringify(config), { mode: 0o600 });
}

/** Returns what ADD has saved; undefined when there is nothing that could be run. */
function load(invocation: Invocation): DelegateConfig | undefined {
  const text = readIfPresent(pathOf(invocation));
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    // As after a crash in the middle of it. Flannel has the pod go rather than stay forever.
    invocation.log(`failed to parse netconf: ${pathOf(invocation)}: ${error}`);
    return undefined;
  }
}

function forget(invocation: Invocation): void {
  // Another DEL may have been quicker.
  removeIfPresent(pathOf(invocation));
}

function pathOf(invocation: Invocation): string {
  return `${textOf(invocation, "dataDir") || DATA_DIR}/${invocation.containerId}`;
}

function textOf({ config }: Invocation, key: string): string {
  const value = config.raw[key];
  return typeof value === "string" ? value : "";
}
