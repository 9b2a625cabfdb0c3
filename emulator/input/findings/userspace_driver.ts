/** A device that the kernel does not drive. */

import { isUserspace } from "../devices/mod.ts";
import {
  aboutConfig,
  bondsIn,
  type ChainContext,
  type Report,
  virtualFunctionOf,
} from "../lint/mod.ts";
import { GOOD, variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `userspace-driver`. */
export const userspaceDriver = defineRule({
  code: "userspace-driver",
  severity: "error",
  replay: "all",
  title: "a device that the kernel does not drive",
  why: "A function with a driver for user space has no network device: there is no link " +
    "that the kernel could bond, and the pod does not start.",
  remedy: "Use a pool of functions with a kernel driver, or bond inside the DPDK application.",
  wrong: variation({
    pools:
      '[{"resourceName": "east", "resourcePrefix": "example.org", "selectors": {"pfNames": ["ens1f0"], "drivers": ["vfio-pci"]}}, {"resourceName": "west", "resourcePrefix": "example.org", "selectors": {"pfNames": ["ens2f0"]}}]',
  }),
  right: GOOD,
  inPod: check,
});

function check(context: ChainContext): Report[] {
  return bondsIn(context).flatMap((bond) =>
    bond.links.flatMap((link): Report[] => {
      const vf = virtualFunctionOf(context.node, link);
      if (!vf || !isUserspace(vf)) return [];
      return [aboutConfig(context, bond, link.path, {
        message: `${link.name} of ${bond.delegate.network} gets ${vf.pciAddress} with the driver ` +
          `${vf.driver}: it has no network device, and the kernel cannot bond it`,
        hint: "use a pool of functions with a kernel driver, or bond inside the DPDK application",
      })];
    })
  );
}
