import assert from "node:assert/strict";
import fc from "fast-check";
import { effort } from "../../../cni/testing_fuzz.ts";
import { drawnManifests, errorsIn, planOf, refusalIn } from "./testing.ts";

Deno.test("an error is told of manifests if and only if a reader or the chain refuses them", () => {
  const runs = effort(2);
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
    runs,
  );
  // Neither half is for show.
  const share = refused / runs.numRuns;
  assert.ok(share > 0.2 && share < 0.8, `${refused} of ${runs.numRuns} were refused`);
});
