import assert from "node:assert/strict";
import { isJsonObject, type JsonObject } from "../../cni/mod.ts";
import { bondJsonSchema } from "./json_schema.ts";
import { BOND_OPTIONS } from "./options.ts";
import { configReference } from "./reference.ts";
import { LINK_SETTINGS, SETTINGS } from "./settings.ts";

function properties(): Record<string, JsonObject> {
  const { properties } = bondJsonSchema();
  assert(isJsonObject(properties));
  return properties as Record<string, JsonObject>;
}

Deno.test("the JSON schema has every key with a description", () => {
  const known = properties();
  for (const { key, description } of [...BOND_OPTIONS, ...SETTINGS]) {
    assert(String(known[key]?.["description"]).startsWith(description), key);
  }
});

Deno.test("the JSON schema allows enums by name and by number", () => {
  const { mode } = properties();
  assert(Array.isArray(mode?.["enum"]));
  for (const value of ["active-backup", 1, "1"]) assert(mode["enum"].includes(value));
});

Deno.test("the JSON schema knows ranges", () => {
  const { adUserPortKey } = properties();
  assert.deepEqual(adUserPortKey?.["anyOf"], [
    { type: "integer", minimum: 0, maximum: 1023 },
    { type: "string", pattern: "^[+-]?[0-9]+$" },
  ]);
});

Deno.test("the JSON schema is JSON", () => {
  const schema = bondJsonSchema();
  assert.deepEqual(JSON.parse(JSON.stringify(schema)), schema);
  assert.deepEqual(schema["required"], ["name", "type", "mode", "links"]);
});

Deno.test("the documentation has a row for every key", () => {
  const text = configReference();
  for (const { key } of [...BOND_OPTIONS, ...SETTINGS, ...LINK_SETTINGS]) {
    assert.equal(text.split(`| \`${key}\` |`).length, 2, key);
  }
});
