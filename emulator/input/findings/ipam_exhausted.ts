/** A range without enough addresses. */

import { aboutConfig, addressesIn, type LintInput, type Report } from "../lint/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `ipam-exhausted`. */
export const ipamExhausted = defineRule({
  code: "ipam-exhausted",
  severity: "error",
  replay: "all",
  title: "a range without enough addresses",
  why: "The IPAM plugin has no address left for the pod: it does not start.",
  remedy: "Make the range larger; one address of it may be the gateway's.",
  wrong: variation({
    bond:
      '"ipam": {"type": "host-local", "subnet": "10.56.217.0/24", "rangeStart": "10.56.217.1", "rangeEnd": "10.56.217.1"}',
  }),
  right: variation({
    bond:
      '"ipam": {"type": "host-local", "subnet": "10.56.217.0/24", "rangeStart": "10.56.217.10", "rangeEnd": "10.56.217.90"}',
  }),
  inInput: check,
});

function check(input: LintInput): Report[] {
  return addressesIn(input).flatMap(({ context, use, refused }): Report[] => {
    if (refused?.why !== "exhausted") return [];
    const words = { message: `${use.delegate.network}: ${refused.message}`, hint: refused.hint };
    return [aboutConfig(context, use, ["ipam", ...refused.path], words)];
  });
}
