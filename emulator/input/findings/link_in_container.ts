/** An interface on a link that is looked for on the wrong side. */

import { aboutConfig, type ChainContext, type Report, uppersIn } from "../lint/mod.ts";
import { GOOD, variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `link-in-container`. */
export const linkInContainer = defineRule({
  code: "link-in-container",
  severity: "error",
  replay: "all",
  title: "an interface on a link that is looked for on the wrong side",
  why: "The plugin looks for its master on the host, while another network of the pod makes " +
    "it in the container: it fails, and the pod does not start; or it finds another link " +
    "of that name.",
  remedy: 'Set "linkInContainer": true.',
  wrong: variation({
    networks: "east, west, bond@bond0, tagged",
    more: `apiVersion: k8s.cni.cncf.io/v1
kind: NetworkAttachmentDefinition
metadata:
  name: tagged
spec:
  config: '{"cniVersion": "0.4.0", "name": "tagged", "type": "vlan", "master": "bond0", "vlanId": 100, "ipam": {"type": "host-local", "subnet": "10.56.100.0/24"}}'
`,
  }),
  right: GOOD,
  inPod: check,
});

function check(context: ChainContext): Report[] {
  return uppersIn(context).filter(({ maker, inContainer }) => maker && !inContainer).map((
    { use, master },
  ) =>
    aboutConfig(context, use, ["master"], {
      message:
        `${use.delegate.network} looks for ${master} on the host, but the chain makes it in the ` +
        "container",
      hint: "set linkInContainer to true",
    })
  );
}
