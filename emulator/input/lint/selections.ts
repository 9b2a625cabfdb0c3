/** What pods ask of their networks, against what the plugins declare. */

import { isJsonObject } from "../../../cni/mod.ts";
import { nearName, RESOURCE_NAME } from "../chain/mod.ts";
import type { Delegate, Diagnostic } from "../model.ts";
import { aboutConfig, aboutSelection, type ChainContext, listed, pluginsIn } from "./plugin_use.ts";

/** Capabilities by convention, and those that container runtimes and Multus add. */
const CAPABILITIES: readonly string[] = [
  "portMappings",
  "ipRanges",
  "bandwidth",
  "dns",
  "ips",
  "mac",
  "infinibandGUID",
  "deviceID",
  "aliases",
  "cgroupPath",
  "CNIDeviceInfoFile",
  "io.kubernetes.cri.pod-annotations",
];

/** What a pod asks for on purpose; the rest comes with a device. */
const REQUESTED: readonly string[] = ["portMappings", "bandwidth", "ips", "mac", "infinibandGUID"];

/** Returns what is wrong with the pod's selection of networks. */
export function lintSelections(context: ChainContext): Diagnostic[] {
  return [
    ...repeatedInterfaces(context),
    ...unknownCapabilities(context),
    ...withoutResource(context),
    ...withoutGateway(context),
    ...context.chain.delegates.flatMap((delegate) => unheardRequests(context, delegate)),
  ];
}

function repeatedInterfaces(context: ChainContext): Diagnostic[] {
  const { delegates } = context.chain;
  return delegates.flatMap((delegate, i): Diagnostic[] => {
    const first = delegates.slice(0, i).find(({ ifname }) => ifname === delegate.ifname);
    if (!first) return [];
    return [aboutSelection(context, delegate, {
      code: "interface-repeated",
      message: `${delegate.network} asks for the interface ${delegate.ifname}, which ` +
        `${first.network} has already: it will fail, and the pod with it`,
      hint:
        'give each network an "interface" of its own, or none: then it is net1, net2, … by its ' +
        "place in the annotation",
    })];
  });
}

function unknownCapabilities(context: ChainContext): Diagnostic[] {
  return pluginsIn(context).flatMap((use) => {
    const declared = use.config["capabilities"];
    if (!isJsonObject(declared)) return [];
    return Object.keys(declared).filter((name) => !CAPABILITIES.includes(name)).map((name) => {
      const near = nearName(name, CAPABILITIES);
      return aboutConfig(context, use, ["capabilities", name], {
        code: "capability-unknown",
        message: `${use.delegate.network}: no runtime knows the capability ${name}` +
          (near === undefined ? "" : `; did you mean ${near}?`),
        hint: `known are ${listed(CAPABILITIES)}`,
      });
    });
  });
}

function unheardRequests(context: ChainContext, delegate: Delegate): Diagnostic[] {
  const plugins = pluginsIn(context).filter((use) => use.delegate === delegate);
  const isDeclared = (name: string) =>
    plugins.some(({ config: { capabilities } }) =>
      isJsonObject(capabilities) && capabilities[name] === true
    );
  const unheard = REQUESTED.filter((name) =>
    delegate.runtimeConfig[name] !== undefined && !isDeclared(name)
  );
  const [first] = unheard;
  if (first === undefined) return [];
  return [aboutSelection(context, delegate, {
    code: "capability-missing",
    message: `the pod asks ${delegate.network} for ${listed(unheard)}, which no plugin of it ` +
      `declares as ${unheard.length > 1 ? "capabilities" : "a capability"}: it is not passed in ` +
      "runtimeConfig",
    hint: `add "capabilities": {${
      unheard.map((name) => `"${name}": true`).join(", ")
    }} to the plugin's configuration, if the plugin can do it`,
  })];
}

/** An empty list looks like "leave it as the plugin sets it", which would be to leave the key out. */
function withoutGateway(context: ChainContext): Diagnostic[] {
  return context.chain.delegates.filter(({ gatewayRequest }) => gatewayRequest?.length === 0)
    .map((delegate) =>
      aboutSelection(context, delegate, {
        code: "default-route-empty",
        message:
          `the pod's default-route for ${delegate.network} lists no gateway: Multus removes ` +
          "the default routes of all networks, and sets none",
        hint: "name the gateway, or leave default-route out",
      })
    );
}

function withoutResource(context: ChainContext): Diagnostic[] {
  return pluginsIn(context).filter(({ type, delegate, config }) =>
    type === "sriov" && delegate.resourceName === undefined && config["deviceID"] === undefined
  ).map((use) =>
    aboutConfig(context, use, ["type"], {
      code: "sriov-without-resource",
      message:
        `${use.delegate.network} does not say where its virtual functions come from: sriov ` +
        "will be given no deviceID, and fail",
      hint: "name a resource of the device plugin in the definition's metadata.annotations: " +
        RESOURCE_NAME,
    })
  );
}
