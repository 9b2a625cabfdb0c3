import assert from "node:assert/strict";
import { deal, together } from "./together.ts";

/** A folder with files of so many octets each, named by their sizes. */
function filesOf(sizes: readonly number[]): { folder: string; files: string[] } & Disposable {
  const folder = Deno.makeTempDirSync();
  const files = sizes.map((size) => {
    const file = `${folder}/${size}.ts`;
    Deno.writeTextFileSync(file, "\n".repeat(size));
    return file;
  });
  return { folder, files, [Symbol.dispose]: () => Deno.removeSync(folder, { recursive: true }) };
}

Deno.test("files are dealt out to parts of about the same size, and no part is empty", () => {
  using made = filesOf([1, 5, 2, 4, 3]);
  const sizes = (count: number) =>
    deal(made.files, count).map((part) =>
      part.map((file) => parseInt(file.split("/").at(-1) ?? ""))
    );
  assert.deepEqual(sizes(2), [[5, 2, 1], [4, 3]]);
  assert.deepEqual(sizes(9), [[5], [4], [3], [2], [1]]);
});

Deno.test("a module has the tests of all the files that were put into it", () => {
  using made = filesOf([1, 2]);
  const path = together(made.folder, "all", made.files);
  assert.equal(path, `${made.folder}/all_test.ts`);
  assert.equal(
    Deno.readTextFileSync(path),
    `import "${made.folder}/1.ts";\nimport "${made.folder}/2.ts";\n`,
  );
});
