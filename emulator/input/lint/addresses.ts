/** The addresses that the pods of an input get, one pod after another. */

import { isJsonObject, type JsonObject, memberOf } from "../../../cni/mod.ts";
import { traitsOf } from "../plugins/mod.ts";
import {
  askDhcp,
  type Asked,
  askHostLocal,
  askStatic,
  type Cidr,
  type Grant,
  HostLocalStore,
  IpamRefusal,
  type Refused,
} from "../ipam/mod.ts";
import { ipamOf, ipamType } from "./ipam.ts";
import {
  argsOf,
  type ChainContext,
  type LintInput,
  networkOf,
  pluginsIn,
  type PluginUse,
  runtimeConfigOf,
} from "./plugin_use.ts";

/** What became of a plugin's question for addresses. */
interface Addressed {
  context: ChainContext;
  use: PluginUse;
  type: string;
  /** Undefined when the plugin refuses, and where a server decides. */
  grant?: Grant;
  refused?: Refused;
}

const known = new WeakMap<LintInput, Addressed[]>();

/**
 * Returns what the plugins of all pods get, in the order in which they are attached. Networks that
 * Multus' configuration spells out are left out: they may be made up.
 */
export function addressesIn(input: LintInput): readonly Addressed[] {
  const found = known.get(input) ?? ask(input);
  known.set(input, found);
  return found;
}

/** The plugins whose answers are known, of dhcp what it refuses alone. */
const FORETOLD: readonly string[] = ["static", "host-local", "dhcp"];

function ask({ pods }: LintInput): Addressed[] {
  const stores = new Map<string, HostLocalStore>();
  return pods.flatMap((context) =>
    pluginsIn(context).flatMap((use): Addressed[] => {
      const ipam = ipamOf(use);
      const type = ipamType(use);
      const isDelegated = use.path.at(-1) === "delegate";
      if (!ipam || traitsOf(use.type).isMeta || use.type === "flannel" || isDelegated) return [];
      if (!networkOf(context.networks, use.delegate) && !context.chain.standalone) return [];
      const answer = () => {
        const asked = askedOf(use);
        const knows = (key: string) => context.facts.knowsKey(type, key) !== false;
        if (type === "static") return askStatic(ipam, asked, knows);
        const name = JSON.stringify([memberOf(ipam, "dataDir"), use.delegate.cniName]);
        const store = stores.get(name) ?? new HostLocalStore();
        stores.set(name, store);
        return askHostLocal(ipam, asked, store, knows);
      };
      if (!FORETOLD.includes(type)) return [];
      try {
        if (type !== "dhcp") return [{ context, use, type, grant: answer() }];
        askDhcp(ipam);
        return [{ context, use, type }];
      } catch (error) {
        if (!(error instanceof IpamRefusal)) throw error;
        return [{ context, use, type, refused: error.refused }];
      }
    })
  );
}

function askedOf(use: PluginUse): Asked {
  const { delegate, config } = use;
  const args = memberOf(config, "args");
  const cni: unknown = isJsonObject(args) ? args["cni"] : undefined;
  return {
    args: argsOf(delegate).get("IP") ?? "",
    runtime: textsOf(runtimeConfigOf(use), "ips"),
    metadata: isJsonObject(cni) ? textsOf(cni, "ips") : [],
  };
}

function textsOf(json: JsonObject, key: string): string[] {
  const value = memberOf(json, key);
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** A network of the pod, and whose it is. */
interface Subnet {
  cidr: Cidr;
  whose: string;
}

/** Returns the subnets of the pod's interface in the cluster's network, as far as they are told. */
export function clusterSubnets({ chain }: ChainContext): Subnet[] {
  const master = chain.delegates.find(({ master }) => master);
  if (!master) return [];
  return pluginsIn({ chain }).filter(({ delegate }) => delegate === master).flatMap((use) => {
    const ipam = ipamOf(use);
    if (!ipam || ipamType(use) !== "host-local") return [];
    try {
      const { ips } = askHostLocal(ipam, NOTHING, new HostLocalStore());
      return ips.map((cidr) => ({ cidr, whose: `${master.ifname}, the cluster's network,` }));
    } catch (error) {
      if (error instanceof IpamRefusal) return [];
      throw error;
    }
  });
}

const NOTHING: Asked = { args: "", runtime: [], metadata: [] };
