import assert from "node:assert/strict";
import { isJsonObject } from "../../../cni/mod.ts";
import { scenarioJsonSchema } from "./schema.ts";

/** Returns the part of the schema that is at `path`. */
function at(...path: (string | number)[]): unknown {
  return path.reduce<unknown>((value, key) => {
    if (Array.isArray(value)) return value[Number(key)];
    return isJsonObject(value) ? value[key] : undefined;
  }, scenarioJsonSchema());
}

Deno.test("the published schema is JSON Schema 2020-12 and asks only for what must be written", () => {
  assert.equal(at("$schema"), "https://json-schema.org/draft/2020-12/schema");
  assert.deepEqual(at("required"), ["apiVersion", "kind", "metadata"]);
  assert.equal(at("additionalProperties"), false);
});

Deno.test("the published schema knows that a step has one action", () => {
  const alternatives = at("properties", "steps", "items", "oneOf");
  assert.ok(Array.isArray(alternatives));
  assert.ok(alternatives.some((one) => JSON.stringify(one) === '{"required":["down"]}'));
  const step = at("properties", "steps", "items", "properties");
  assert.ok(isJsonObject(step));
  for (const { required } of alternatives as { required: [string] }[]) {
    assert.ok(required[0] in step, required[0]);
  }
});

Deno.test("the published schema explains itself", () => {
  assert.match(
    String(at("properties", "node", "properties", "physicalFunctions", "description")),
    /pools/,
  );
});
