/** A request that no plugin is told of. */

import { isJsonObject } from "../../../cni/mod.ts";
import type { Delegate } from "../model.ts";
import {
  aboutSelection,
  type ChainContext,
  listed,
  pluginsOfDelegate,
  type Report,
} from "../lint/mod.ts";
import { GOOD, variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `capability-missing`. */
export const capabilityMissing = defineRule({
  code: "capability-missing",
  severity: "warning",
  replay: "all",
  title: "a request that no plugin is told of",
  why: "What a pod asks for reaches only plugins that declare the capability: the pod " +
    "starts without it. A MAC address and addresses still come in CNI_ARGS, an old way that not " +
    "every plugin looks at.",
  remedy: "Declare the capability in the plugin's configuration, if the plugin can do it.",
  wrong: variation({
    networks:
      '[{"name": "east"}, {"name": "west"}, {"name": "bond", "interface": "bond0", "bandwidth": {"ingressRate": 1000000, "ingressBurst": 1000000}}]',
  }),
  right: GOOD,
  inPod: check,
});

/** What a pod asks for on purpose; the rest comes with a device. */
const REQUESTED: readonly string[] = ["portMappings", "bandwidth", "ips", "mac", "infinibandGUID"];

function check(context: ChainContext): Report[] {
  return context.chain.delegates.flatMap((delegate) => unheard(context, delegate));
}

function unheard(context: ChainContext, delegate: Delegate): Report[] {
  const plugins = pluginsOfDelegate(context, delegate);
  const isDeclared = (name: string) =>
    plugins.some(({ config: { capabilities } }) =>
      isJsonObject(capabilities) && capabilities[name] === true
    );
  const names = REQUESTED.filter((name) =>
    delegate.runtimeConfig[name] !== undefined && !isDeclared(name)
  );
  if (names.length === 0) return [];
  return [aboutSelection(context, delegate, {
    message: `the pod asks ${delegate.network} for ${listed(names)}, which no plugin of it ` +
      `declares as ${names.length > 1 ? "capabilities" : "a capability"}: it is not passed in ` +
      "runtimeConfig",
    hint: `add "capabilities": {${
      names.map((name) => `"${name}": true`).join(", ")
    }} to the plugin's configuration, if the plugin can do it`,
  })];
}
