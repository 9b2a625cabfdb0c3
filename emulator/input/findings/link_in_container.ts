/** An interface on a link that is looked for on the wrong side. */

import { aboutConfig, type ChainContext, type Report, uppersIn } from "../lint/mod.ts";
import { GOOD, OF_ITS_OWN, withVlan } from "./example.ts";
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
  wrong: withVlan(`"master": "bond0", "vlanId": 100, ${OF_ITS_OWN}`),
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
