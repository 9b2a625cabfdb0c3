/** A pool of devices that are no network devices. */

import { GOOD, variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `pool-device-type`. */
export const poolDeviceType = defineRule({
  code: "pool-device-type",
  severity: "info",
  replay: "all",
  title: "a pool of devices that are no network devices",
  why: "Only network devices can be links of a bond; here the pool is taken for one of " +
    "network devices.",
  remedy: "There is nothing to do unless the pool is meant for links: leave deviceType out then.",
  wrong: variation({
    pools:
      '[{"resourceName": "east", "resourcePrefix": "example.org", "selectors": {"pfNames": ["ens1f0"]}}, {"resourceName": "west", "resourcePrefix": "example.org", "selectors": {"pfNames": ["ens2f0"]}}, {"resourceName": "fec", "deviceType": "accelerator", "selectors": {"vendors": ["8086"], "devices": ["0d5d"]}}]',
  }),
  right: GOOD,
});
