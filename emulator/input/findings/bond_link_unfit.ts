/** A link that cannot be in a bond. */

import {
  aboutConfig,
  bondsIn,
  type ChainContext,
  pluginsOfDelegate,
  type Report,
} from "../lint/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `bond-link-unfit`. */
export const bondLinkUnfit = defineRule({
  code: "bond-link-unfit",
  severity: "error",
  replay: "all",
  title: "a link that cannot be in a bond",
  why: "The kernel takes no ipvlan link into a bond, as it cannot have an address of its " +
    "own: ADD fails with EINVAL, and the pod does not start.",
  remedy: "Make the links by sriov, macvlan or host-device.",
  wrong: variation({
    first:
      '"type": "ipvlan", "master": "ens3", "ipam": {"type": "host-local", "subnet": "10.57.0.0/24"}',
  }),
  right: variation({ first: '"type": "macvlan", "master": "ens3"' }),
  inPod: check,
});

function check(context: ChainContext): Report[] {
  return bondsIn(context).flatMap(({ links, delegate }) =>
    links.flatMap(({ maker, name }) => {
      if (!maker || maker === delegate) return [];
      return pluginsOfDelegate(context, maker).filter(({ type }) => type === "ipvlan").map((use) =>
        aboutConfig(context, use, ["type"], {
          message:
            `${name} of ${delegate.network} is an ipvlan link, which the kernel takes into no bond`,
          hint: "make the link by macvlan, sriov or host-device instead",
        })
      );
    })
  );
}
