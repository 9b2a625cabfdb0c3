/** Ipam without a type. */

import {
  aboutConfig,
  type ChainContext,
  ipamOf,
  ipamType,
  pluginsIn,
  type Report,
} from "../lint/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `ipam-without-type`. */
export const ipamWithoutType = defineRule({
  code: "ipam-without-type",
  severity: "warning",
  replay: "all",
  title: "ipam without a type",
  why: "No IPAM plugin is asked: the interface gets no addresses.",
  remedy: "Write the type of an IPAM plugin, or leave ipam out.",
  wrong: variation({ bond: '"ipam": {"subnet": "10.56.217.0/24"}' }),
  right: variation({ bond: '"ipam": {"type": "host-local", "subnet": "10.56.217.0/24"}' }),
  inPod: check,
  alone: true,
});

function check(context: ChainContext): Report[] {
  return pluginsIn(context).filter((use) =>
    ipamType(use) === "" && Object.keys(ipamOf(use) ?? {}).length > 0
  ).map((use) =>
    aboutConfig(context, use, ["ipam"], {
      message:
        `${use.delegate.network}: ipam has no type: nobody is asked, and there are no addresses`,
      hint: 'write "type": "host-local", for example, or leave ipam out',
    })
  );
}
