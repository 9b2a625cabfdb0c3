/** Host-device without a device. */

import { memberOf } from "../../../cni/mod.ts";
import { HOST_DEVICE_KEYS } from "../chain/mod.ts";
import { aboutConfig, type ChainContext, pluginsOfType, type Report } from "../lint/mod.ts";
import { GOOD, variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `host-device-without-device`. */
export const hostDeviceWithoutDevice = defineRule({
  code: "host-device-without-device",
  severity: "error",
  replay: "all",
  title: "host-device without a device",
  why: "The plugin is not told which device to move into the pod, and fails: the pod does " +
    "not start.",
  remedy: "Name one of device, hwaddr, kernelpath and pciBusID, or a resource in the " +
    "definition's annotation.",
  wrong: variation({
    networks: "east, west, bond@bond0, nic",
    more: `apiVersion: k8s.cni.cncf.io/v1
kind: NetworkAttachmentDefinition
metadata:
  name: nic
spec:
  config: '{"cniVersion": "0.4.0", "name": "nic", "type": "host-device"}'
`,
  }),
  right: GOOD,
  inPod: check,
});

function check(context: ChainContext): Report[] {
  return pluginsOfType(context, "host-device").filter(({ config, delegate }) =>
    delegate.resourceName === undefined && !HOST_DEVICE_KEYS.some((key) => memberOf(config, key))
  ).map((use) =>
    aboutConfig(context, use, ["type"], {
      message: `${use.delegate.network} does not say which device host-device is to move`,
      hint: `write one of ${
        HOST_DEVICE_KEYS.join(", ")
      }, or a resource in the definition's annotation`,
    })
  );
}
