/** An sriov network without a resource. */

import { memberOf } from "../../../cni/mod.ts";
import { RESOURCE_NAME } from "../chain/mod.ts";
import { aboutConfig, type ChainContext, pluginsOfType, type Report } from "../lint/mod.ts";
import { GOOD, variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `sriov-without-resource`. */
export const sriovWithoutResource = defineRule({
  code: "sriov-without-resource",
  severity: "error",
  replay: "all",
  title: "an sriov network without a resource",
  why: "Multus has no device to give to the plugin, which fails without deviceID: the pod " +
    "does not start.",
  remedy: "Name a resource of the device plugin in the definition's annotation " +
    "k8s.v1.cni.cncf.io/resourceName.",
  wrong: variation({
    resources: '{"example.org/west": "1"}',
    networks: "storage, west, bond@bond0",
    more: `apiVersion: k8s.cni.cncf.io/v1
kind: NetworkAttachmentDefinition
metadata:
  name: storage
spec:
  config: '{"cniVersion": "0.4.0", "name": "storage", "type": "sriov"}'
`,
  }),
  right: GOOD,
  inPod: check,
});

function check(context: ChainContext): Report[] {
  return pluginsOfType(context, "sriov").filter(({ delegate, config }) =>
    delegate.resourceName === undefined && !memberOf(config, "deviceID")
  ).map((use) =>
    aboutConfig(context, use, ["type"], {
      message:
        `${use.delegate.network} does not say where its virtual functions come from: sriov ` +
        "will be given no deviceID, and fail",
      hint: "name a resource of the device plugin in the definition's metadata.annotations: " +
        RESOURCE_NAME,
    })
  );
}
