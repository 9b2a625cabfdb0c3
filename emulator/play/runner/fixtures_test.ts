import assert from "node:assert/strict";
import { findFixtures } from "./fixtures.ts";

Deno.test("every folder with manifests is a case, with all that lies below it", () => {
  const root = Deno.makeTempDirSync();
  try {
    for (const folder of ["b/deep", "a", "none", ".hidden"]) {
      Deno.mkdirSync(`${root}/${folder}`, { recursive: true });
    }
    for (const file of ["b/pod.yaml", "b/deep/more.yml", "a/x.json", ".hidden/x.yaml"]) {
      Deno.writeTextFileSync(`${root}/${file}`, "");
    }
    assert.deepEqual(findFixtures(`${root}/`), [
      { name: "a", path: `${root}/a` },
      { name: "b", path: `${root}/b` },
    ]);
    assert.deepEqual(findFixtures(`${root}/a`), [{ name: "a", path: `${root}/a` }]);
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
});
