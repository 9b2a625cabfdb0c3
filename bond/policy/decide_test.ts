import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type HostLink,
  matches,
  type NodePolicy,
  refuseHostLink,
  refuseInUse,
  refuseIpam,
} from "./decide.ts";
import type { LinkRule, Policy } from "./policy.ts";

const NAMES = ["ens1", "ens2f0", "dummy0", "cali1"];
const DRIVERS = ["", "iavf", "virtio_net"];
const DEVICES = ["", "0000:3b:02.0", "0000:4b:00.1"];
const NAMESPACES = ["telco-1", "web", undefined];

const pattern = (values: readonly string[]) =>
  fc.constantFrom("*", ...values.filter(Boolean), "ens*", "*f0", "0000:3b:*", "ia*");
const rule: fc.Arbitrary<LinkRule> = fc.record({
  name: pattern(NAMES),
  driver: pattern(DRIVERS),
  pciAddress: fc.constantFrom("*", "0000:3b:*", "0000:4B:00.1"),
  namespaces: fc.array(fc.constantFrom("telco-*", "web", "*"), { minLength: 1, maxLength: 2 }),
}, { requiredKeys: [] }).filter((made) => Object.keys(made).length > 0);
const policy: fc.Arbitrary<Policy> = fc.record({
  hostLinks: fc.record({
    allow: fc.array(rule, { maxLength: 3 }),
    hardware: fc.array(rule, { maxLength: 2 }),
  }, { requiredKeys: [] }),
  allowInUse: fc.boolean(),
  ipam: fc.record({ types: fc.array(fc.constantFrom("host-local", "static"), { maxLength: 2 }) }, {
    requiredKeys: [],
  }),
}, { requiredKeys: [] });
const node: fc.Arbitrary<NodePolicy> = fc.oneof(
  fc.constant<NodePolicy>({ state: "absent" }),
  fc.constant<NodePolicy>({ state: "unusable", problem: "it is not JSON" }),
  policy.map((policy): NodePolicy => ({ state: "valid", policy })),
);
const link: fc.Arbitrary<HostLink> = fc.record({
  name: fc.constantFrom(...NAMES),
  driver: fc.constantFrom(...DRIVERS),
  pciAddress: fc.constantFrom(...DEVICES),
  hasDevice: fc.boolean(),
});

/** What a pattern means, said in another way. */
const fitsGlob = (glob: string, text: string) =>
  text !== "" && new RegExp(
    `^${glob.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&")).join(".*")}$`,
    "s",
  ).test(text);

/** The table of decisions, row by row: what README and docs/security.md say of a policy. */
function mayTake(node: NodePolicy, link: HostLink, namespace: string | undefined): boolean {
  if (node.state === "unusable") return false;
  const { allow, hardware = [] } = node.state === "valid" ? node.policy.hostLinks ?? {} : {};
  const isOneOf = (rules: readonly LinkRule[]) =>
    rules.some((rule) => {
      if (rule.name !== undefined && !fitsGlob(rule.name, link.name)) return false;
      if (rule.driver !== undefined && !fitsGlob(rule.driver, link.driver)) return false;
      if (
        rule.pciAddress !== undefined &&
        !fitsGlob(rule.pciAddress.toLowerCase(), link.pciAddress)
      ) return false;
      if (rule.namespaces === undefined) return true;
      return namespace !== undefined && rule.namespaces.some((glob) => fitsGlob(glob, namespace));
    });
  if (allow !== undefined) return isOneOf(allow);
  return link.hasDevice || isOneOf(hardware);
}

Deno.test("a host link may be taken exactly where the table of the policy says so, and a refusal names the key", () =>
  fc.assert(
    fc.property(node, link, fc.constantFrom(...NAMESPACES), (node, link, namespace) => {
      const refusal = refuseHostLink(node, link, namespace);
      assert.equal(refusal === undefined, mayTake(node, link, namespace));
      assert.equal(refusal?.key ?? "hostLinks.allow", "hostLinks.allow");
    }),
    { numRuns: 5000 },
  ));

Deno.test("links in use may be taken only where the policy says true, and IPAM plugins where it does not leave them out", () =>
  fc.assert(
    fc.property(node, fc.constantFrom("host-local", "static", "dhcp"), (node, type) => {
      const valid = node.state === "valid" ? node.policy : {};
      const usable = node.state !== "unusable";
      assert.equal(refuseInUse(node) === undefined, usable && valid.allowInUse === true);
      const types = valid.ipam?.types;
      const granted = usable && (types === undefined || types.includes(type));
      assert.equal(refuseIpam(node, type) === undefined, granted);
    }),
    { numRuns: 2000 },
  ));

Deno.test("a pattern with stars fits what it says, and never takes long", () => {
  const alphabet = fc.constantFrom("a", "b", "*", ".", ":", "(", "\\");
  const some = fc.array(alphabet, { maxLength: 8 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(some, some, (glob, text) => {
      assert.equal(matches(glob, text), fitsGlob(glob, text));
    }),
    { numRuns: 5000 },
  );
  const started = performance.now();
  assert.equal(matches("*a".repeat(120) + "b", "a".repeat(10_000)), false);
  assert(performance.now() - started < 500);
});
