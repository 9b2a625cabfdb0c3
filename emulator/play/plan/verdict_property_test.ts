import assert from "node:assert/strict";
import fc from "fast-check";
import { drawnManifests, errorsIn, planOf, refusalIn } from "./testing.ts";

Deno.test("an error is told of manifests if and only if a reader or the chain refuses them", () => {
  let refused = 0;
  fc.assert(
    fc.property(drawnManifests, (text) => {
      const planned = planOf(text);
      const errors = errorsIn(planned);
      const refusal = refusalIn(planned);
      if (refusal !== undefined) refused++;
      const said = errors.join("\n") || "no errors";
      assert.equal(errors.length > 0, refusal !== undefined, `${refusal}\n${said}\n${text}`);
    }),
    { numRuns: 2000 },
  );
  // Neither half is for show.
  assert.ok(refused > 400 && refused < 1600, `${refused} of 2000 were refused`);
});
