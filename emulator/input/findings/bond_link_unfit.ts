/** A link that cannot be in a bond. */

import {
  aboutConfig,
  type BondLink,
  bondsIn,
  type ChainContext,
  linksByDevice,
  listed,
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
    "own: ADD fails with EINVAL. Two macvlan links of one NIC cannot have one address, as " +
    "most bonds give their links: EADDRINUSE. The pod does not start.",
  remedy: "Make the links by sriov, macvlan or host-device.",
  wrong: variation({
    first:
      '"type": "ipvlan", "master": "ens3", "ipam": {"type": "host-local", "subnet": "10.57.0.0/24"}',
  }),
  right: variation({ first: '"type": "macvlan", "master": "ens3"' }),
  inPod: (context) => [...ipvlans(context), ...macvlansOfOne(context)],
});

function ipvlans(context: ChainContext): Report[] {
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

function macvlansOfOne(context: ChainContext): Report[] {
  const isMacvlan = ({ maker }: BondLink) =>
    maker !== undefined &&
    pluginsOfDelegate(context, maker).some(({ type }) => type === "macvlan");
  return bondsIn(context)
    // Every bond but these gives a link its own address on the way in (bond_enslave).
    .filter(({ mode, failOverMac }) =>
      mode !== undefined && (mode !== "active-backup" || failOverMac === "none")
    )
    .flatMap((bond) =>
      linksByDevice(context, bond).flatMap(({ device, links }) => {
        const names = links.filter(isMacvlan).map(({ name }) => name);
        if (names.length < 2) return [];
        return aboutConfig(context, bond, ["links"], {
          message: `${listed(names)} of ${bond.delegate.network} are macvlan links of one NIC, ` +
            `${device}, of which no two may have one MAC address, as mode ${bond.mode} gives them`,
          hint: "take them from different NICs, or set mode active-backup with failOverMac active",
        });
      })
    );
}
