import assert from "node:assert/strict";
import { ruleOf } from "../../input/findings/mod.ts";
import { loadManifests } from "../../input/manifests/mod.ts";
import { programFacts } from "../../lab/programs/mod.ts";
import { compareDiagnostics } from "./compare.ts";
import { resolveScenario } from "./resolve.ts";

const FIXTURES = new URL("../../../fixtures/", import.meta.url).pathname;
/** Which plugins a machine has is not for the manifests to say. */
const FACTS = { ...programFacts(), spoken: () => undefined, knowsKey: () => undefined };
const folders = [...Deno.readDirSync(FIXTURES)].filter(({ isDirectory }) => isDirectory)
  .map(({ name }) => name).sort();

for (const name of folders) {
  Deno.test(`fixture ${name}: what is said about its manifests is what it expects`, () => {
    const { scenario, diagnostics } = resolveScenario(
      loadManifests([`${FIXTURES}${name}`]),
      {},
      FACTS,
    );
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    assert.ok(scenario, `no scenario can be read: ${errors.map(({ message }) => message)}`);
    assert.equal(scenario.scenario.name, name);
    assert.notEqual(scenario.description, "");
    assert.deepEqual(compareDiagnostics(scenario.expect.diagnostics, diagnostics), []);
    const { exitCode } = scenario.expect;
    const kept = diagnostics.some(({ code }) => ruleOf(code)?.replay !== "all");
    assert.equal(exitCode === 2, kept, "2 is the exit status where something cannot be replayed");
    // The replay of every fixture is held against the exit status, too.
    const fails = exitCode === 1 || exitCode === 2;
    assert.equal(errors.length > 0, fails, "an error is what keeps a pod from starting");
  });
}

Deno.test("there are fixtures for every bonding mode", () => {
  const modes = ["balance-rr", "balance-xor", "broadcast", "802.3ad", "balance-tlb", "balance-alb"];
  for (const mode of modes) assert.ok(folders.includes(`mode-${mode}`), mode);
  assert.ok(folders.length >= 30);
});
