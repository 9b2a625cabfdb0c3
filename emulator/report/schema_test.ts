import assert from "node:assert/strict";
import { exampleReport } from "./html/testing.ts";
import { renderJson } from "./json.ts";
import { reportJsonSchema, reportSchema } from "./schema.ts";

Deno.test("the JSON document of a replay has what its schema says, and nothing else", () => {
  for (
    const settings of [{ pods: 1, links: 2, repeated: true }, { pods: 2, links: 2, refused: 1 }]
  ) {
    const document = JSON.parse(renderJson(exampleReport(settings)));
    assert.equal(reportSchema.safeParse(document).error, undefined);
  }
});

Deno.test("the schema is a JSON Schema", () => {
  assert.match(JSON.stringify(reportJsonSchema()), /json-schema\.org/);
});
