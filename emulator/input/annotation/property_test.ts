import assert from "node:assert/strict";
import fc from "fast-check";
import { AnnotationError, parseNetworks } from "./mod.ts";

const label = fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,20}[a-z0-9])?$/);
const ifname = fc.stringMatching(/^[A-Za-z0-9_.:-]{1,15}$/);
const blank = fc.stringMatching(/^[ \t\n]{0,2}$/);

const element = fc.record({
  name: label,
  namespace: fc.option(label, { nil: "" }),
  interface: fc.option(ifname, { nil: "" }),
});

Deno.test("what is written in either form is read back, whatever blanks are around it", () => {
  fc.assert(fc.property(fc.array(element, { minLength: 1, maxLength: 6 }), blank, (list, pad) => {
    const comma = list.map((one) =>
      pad + (one.namespace && `${one.namespace}${pad}/${pad}`) + one.name +
      (one.interface && `${pad}@${pad}${one.interface}`) + pad
    ).join(",");
    const expected = list.map((one) => ({ ...one, namespace: one.namespace || "pods" }));
    for (const text of [comma, JSON.stringify(list, null, pad.length)]) {
      assert.deepEqual(
        parseNetworks(text, "pods").map(({ name, namespace, interface: requested }) => ({
          name,
          namespace,
          interface: requested,
        })),
        expected,
      );
    }
  }));
});

Deno.test("places of the comma form point at the first character of their item", () => {
  fc.assert(fc.property(fc.array(label, { minLength: 1, maxLength: 6 }), blank, (names, pad) => {
    const text = names.map((name) => pad + name + pad).join(",");
    for (const { name, place } of parseNetworks(text, "pods")) {
      assert.equal(text.slice(Number(place), Number(place) + name.length), name);
    }
  }));
});

Deno.test("any text gives elements or an AnnotationError, never anything else", () => {
  const texts = fc.oneof(
    fc.string(),
    fc.json(),
    fc.string({ unit: fc.constantFrom(...'abz09-/@, [{"]}:.\n') }),
    fc.array(fc.dictionary(
      fc.constantFrom("name", "namespace", "ips", "mac", "interface", "default-route", "cni-args"),
      fc.jsonValue(),
    )).map((list) => JSON.stringify(list)),
  );
  fc.assert(
    fc.property(texts, (text) => {
      try {
        for (const { namespace } of parseNetworks(text, "pods")) assert.notEqual(namespace, "");
      } catch (error) {
        assert.ok(error instanceof AnnotationError, String(error));
        assert.notEqual(error.message, "");
      }
    }),
    { numRuns: 1000 },
  );
});
