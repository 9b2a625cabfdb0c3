import assert from "node:assert/strict";
import type { Invocation, Result } from "../../../../cni/mod.ts";
import { standIn } from "../mod.ts";

Deno.test("passthru answers with nothing, and has nothing to delete", async () => {
  const results: Result[] = [];
  const invocation = {} as Invocation;
  const { add, del } = standIn("passthru");
  await add(invocation, (result) => results.push(result));
  await del(invocation);
  assert.deepEqual(results.map(({ interfaces, ips, routes }) => [interfaces, ips, routes]), [
    [[], [], []],
  ]);
});
