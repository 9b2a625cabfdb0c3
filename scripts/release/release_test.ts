import assert from "node:assert/strict";
import project from "../../deno.json" with { type: "json" };
import { billOfMaterials, billProblems } from "./bill.ts";
import { changesOf, packagesOf, releaseName, removeOthers } from "./release.ts";

Deno.test("the bill of materials is CycloneDX 1.6 with every part and its digest, and always the same", async () => {
  const integrity = `sha512-${new Uint8Array(64).toBase64()}`;
  const contents = {
    version: "1.2.3",
    commit: "0123456789abcdef",
    runtime: "2.9.6",
    packages: [
      { name: "yaml", version: "2.9.1", integrity },
      { name: "@commander-js/extra-typings", version: "15.1.0", integrity },
    ],
  };
  const text = billOfMaterials(contents);
  assert.equal(billOfMaterials(contents), text);
  assert.equal(await billProblems(text), "");
  assert.match(await billProblems(text.replace('"version"', '"versio"')), /versio/);
  const { bomFormat, specVersion, metadata, components } = JSON.parse(text);
  assert.deepEqual([bomFormat, specVersion], ["CycloneDX", "1.6"]);
  assert.deepEqual(components[0].hashes, [{ alg: "SHA-512", content: "0".repeat(128) }]);
  assert.deepEqual(metadata.component.properties, [{ name: "commit", value: "0123456789abcdef" }]);
  assert.deepEqual(
    components.map(({ name, version }: { name: string; version: string }) => `${name} ${version}`),
    ["@commander-js/extra-typings 15.1.0", "denort 2.9.6", "yaml 2.9.1"],
  );
});

Deno.test("in the program are the packages that it imports, with theirs, and none of the project's tools", async () => {
  const entry = new URL("../../cmd/bond.ts", import.meta.url).pathname;
  const names = (await packagesOf(entry)).map(({ name }) => name).sort();
  assert.deepEqual(names, ["@commander-js/extra-typings", "commander", "yaml", "zod"]);
  const own = await packagesOf(new URL("bill.ts", import.meta.url).pathname);
  assert.ok(own.some(({ name }) => name === "fast-uri"), "what is imported by what is imported");
});

Deno.test("a version without an entry in the changes is refused", () => {
  const changelog = "# Changes\n\n## 1.1.0\n\n- new\n\n## 1.0.0 (2026)\n\n- first\n\n## 0.9.0\n";
  assert.equal(changesOf(changelog, "1.1.0"), "- new");
  assert.equal(changesOf(changelog, "1.0.0"), "- first");
  for (const version of ["0.9.0", "1.1", "1x0.0"]) {
    assert.throws(() => changesOf(changelog, version), /CHANGELOG\.md has no entry/);
  }
});

Deno.test("the changes know the version that the project has", () => {
  const path = new URL("../../CHANGELOG.md", import.meta.url);
  assert.notEqual(changesOf(Deno.readTextFileSync(path), project.version), "");
});

Deno.test("files of a release are named by version and architecture", () => {
  assert.equal(releaseName("1.2.3", "x86_64-unknown-linux-gnu"), "bond-1.2.3-linux-amd64");
  assert.equal(releaseName("1.2.3", "aarch64-unknown-linux-gnu"), "bond-1.2.3-linux-arm64");
  for (
    const target of [
      "x86_64-apple-darwin",
      "x86_64-pc-windows-msvc",
      "riscv64-unknown-linux-gnu",
      "",
    ]
  ) {
    assert.throws(() => releaseName("1.2.3", target), /is no target/);
  }
});

Deno.test("of another commit nothing stays among the files of a release", () => {
  const folder = Deno.makeTempDirSync();
  const write = (name: string, text: string) => Deno.writeTextFileSync(`${folder}/${name}`, text);
  for (const [name, commit] of [["bond-1-linux-amd64", "aaaa"], ["bond-1-linux-arm64", "bbbb"]]) {
    write(`${name}`, "");
    write(`${name}.cdx.json`, `{"commit":"${commit}"}`);
  }
  write("bond-0-linux-amd64", "");
  removeOthers(folder, "bbbb");
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  assert.deepEqual(names, ["bond-1-linux-arm64", "bond-1-linux-arm64.cdx.json"]);
  Deno.removeSync(folder, { recursive: true });
});
