import assert from "node:assert/strict";
import { dirname, join, normalize } from "node:path";
import { configReference } from "../bond/mod.ts";
import { commandReference, manPage } from "../emulator/report/mod.ts";
import { floors } from "../scripts/layers.ts";
import { allFiles } from "../scripts/sources.ts";
import { documentationPages } from "./testing_docs.ts";
import { commandLine } from "./command_line.ts";
import { wordsOf } from "./words.ts";

const ROOT = normalize(join(import.meta.dirname ?? ".", ".."));

Deno.test("the reference is what the program says", async () => {
  const program = wordsOf(await commandLine(() => {}));
  const read = (path: string) => Deno.readTextFileSync(`${ROOT}/docs/reference/${path}`);
  assert.equal(read("commands.md"), commandReference(program));
  assert.equal(read("configuration.md"), configReference());
});

Deno.test("every link of the documentation leads somewhere", () => {
  for (const page of documentationPages(ROOT)) {
    const text = Deno.readTextFileSync(`${ROOT}/${page}`);
    for (const [, target = ""] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(target)) continue;
      const [path = "", anchor] = target.split("#");
      const file = path === "" ? page : normalize(join(dirname(page), path));
      assert.ok(Deno.statSync(`${ROOT}/${file}`), `${page} → ${target}`);
      if (anchor === undefined) continue;
      const headings = Array.from(
        Deno.readTextFileSync(`${ROOT}/${file}`).matchAll(/^#+ (.*)$/gm),
        ([, heading = ""]) =>
          heading.toLowerCase().replaceAll(/[^\w\s-]/g, "").replaceAll(" ", "-"),
      );
      assert.ok(headings.includes(anchor), `${page} → ${target}`);
    }
  }
});

Deno.test("no lines of code run into a paragraph", () => {
  for (const page of documentationPages(ROOT)) {
    const text = Deno.readTextFileSync(`${ROOT}/${page}`).replaceAll(/^```.*?^```$/gms, "");
    const [found] = /^(?![ -*|>`#]|\d+\.).+\n {4}\S.*$/m.exec(text) ?? [];
    assert.equal(found, undefined, page);
  }
});

Deno.test("what ARCHITECTURE and CONTRIBUTING name is there, and ARCHITECTURE names every room", async () => {
  const files = await Array.fromAsync(allFiles(ROOT), (path) => path.slice(ROOT.length + 1));
  const folders = new Set(files.map((file) => `${dirname(file)}/`));
  const paths = [...files, ...folders];
  for (const page of ["ARCHITECTURE.md", "CONTRIBUTING.md"]) {
    const text = Deno.readTextFileSync(`${ROOT}/${page}`);
    for (const [, name = ""] of text.matchAll(/`([\w*/.]+(?:\.ts|\.md|\/))`/g)) {
      // X stands for any name; a path may leave out the folders before it.
      const pattern = name.replaceAll(".", "\\.").replaceAll(/\bX\b|\bx(?=_)|\*/g, "\\w+");
      const found = paths.some((path) => new RegExp(`(^|/)${pattern}$`).test(path));
      assert.ok(found, `${page} names ${name}, which is not there`);
    }
  }
  const architecture = Deno.readTextFileSync(`${ROOT}/ARCHITECTURE.md`);
  const doors = floors.flatMap(({ path: floor }) =>
    files.filter((file) => new RegExp(`^${floor}/\\w+/mod\\.ts$`).test(file))
  );
  assert.ok(doors.length > 20);
  for (const room of doors.map(dirname)) {
    const named = architecture.includes(`${room.slice(room.lastIndexOf("/") + 1)}/`);
    assert.ok(named, `ARCHITECTURE.md does not name ${room}`);
  }
});

Deno.test("the manual page has every command, and nothing that man takes for its own", async () => {
  const page = manPage(wordsOf(await commandLine(() => {})), "0.0.0");
  for (const name of ["emulate", "lint", "test", "inspect", "doctor", "schema"]) {
    assert.match(page, new RegExp(`^\\.B bond ${name} `, "m"));
  }
  const macros = Array.from(page.matchAll(/^[.'](\S*)/gm), ([, macro]) => macro);
  assert.deepEqual([...new Set(macros)].sort(), ["B", "BR", "I", "PP", "SH", "SS", "TH", "TP"]);
});
