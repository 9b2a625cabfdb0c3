/** A network whose device the pod does not ask for. */

import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `resource-not-requested`. */
export const resourceNotRequested = defineRule({
  code: "resource-not-requested",
  severity: "error",
  replay: "all",
  title: "a network whose device the pod does not ask for",
  why: "Multus has no device to give to the plugin, which fails: the pod does not start.",
  remedy: "Ask for one device for each network that names the resource, in requests and " +
    "limits. Where the network-resources-injector does that, say so: settings: " +
    "{resourcesInjector: true} in a ChainScenario.",
  wrong: variation({ resources: '{"example.org/east": "1"}' }),
  right: variation({ resources: '{"example.org/east": "1", "example.org/west": "1"}' }),
});
