/**
 * What the page looks like, against what it looked like when somebody last found it good. With UPDATE=1 in
 * the environment what it looks like now is written down: look at the page yourself before that.
 */

import assert from "node:assert/strict";
import type { Page } from "puppeteer-core";
import { writeLine } from "../../../scripts/output.ts";
import { renderHtml } from "./mod.ts";
import { exampleReport } from "./testing.ts";
import { endBrowser, withPage } from "./testing_browser.ts";
import { difference, fontsOf, type Look, looksOf } from "./testing_looks.ts";

const FILE = new URL("testdata/looks.json", import.meta.url);

/** The share of squares that may be different: another version of the browser draws letters otherwise. */
const TOLERANCE = 0.01;

const PARTS = ["header.top", "#findings", ".stage", ".tl", ".close[open]"];

const PAGES = {
  "twelve pods": exampleReport({ pods: 12, links: 2, frames: 200 }),
  "sixteen links": exampleReport({ pods: 1, links: 16, frames: 100 }),
};

const VIEWS = [
  { width: 360, scheme: "light" },
  { width: 1280, scheme: "dark" },
  { width: 1920, scheme: "light" },
] as const;

async function setUp(page: Page, { width, scheme }: typeof VIEWS[number]): Promise<void> {
  await page.setViewport({ width, height: 900 });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
}

Deno.test("the page looks as it did, in every part: wide and narrow, light, dark and on paper", async () => {
  const now: { fonts: string; looks: Record<string, Look> } = { fonts: "", looks: {} };
  const note = async (page: Page, what: string, parts: readonly string[]) => {
    const looks = await looksOf(page, parts);
    parts.forEach((part, i) => now.looks[`${what}: ${part}`] = looks[i] ?? "");
  };
  for (const [name, report] of Object.entries(PAGES)) {
    await withPage(renderHtml(report), async (page) => {
      now.fonts = await fontsOf(page);
      for (const view of VIEWS) {
        await setUp(page, view);
        await note(page, `${name}, ${view.width} px, ${view.scheme}`, PARTS);
      }
      await page.setViewport({ width: 718, height: 900 });
      await page.emulateMediaType("print");
      await page.waitForFunction("document.querySelectorAll('.print3 figure').length === 3");
      await note(page, `${name}, on paper`, [".print3"]);
    });
  }
  if (Deno.env.get("UPDATE")) Deno.writeTextFileSync(FILE, `${JSON.stringify(now, null, 2)}\n`);
  const before: typeof now = JSON.parse(Deno.readTextFileSync(FILE));
  assert.deepEqual(Object.keys(now.looks), Object.keys(before.looks));
  if (now.fonts !== before.fonts) {
    writeLine("left out, for want of the fonts that they were taken with: looks of the page");
    return;
  }
  const differing = Object.entries(now.looks).flatMap(([what, look]) => {
    const share = difference(look, before.looks[what] ?? "");
    return share > TOLERANCE ? [`${what}: ${(share * 100).toFixed(1)} %`] : [];
  });
  assert.deepEqual(differing, []);
});

/** What can go wrong with a look, as a style sheet, and the part that shows it. */
const FAULTS: readonly [what: string, style: string, part: string][] = [
  ["links without their boxes", ".lk rect{display:none}", ".stage"],
  ["cables that are not drawn", ".ln{display:none}", ".stage"],
  ["no list of moments", ".events{display:none}", ".stage"],
  ["facts below each other", ".facts{display:block}", "header.top"],
  ["a warning that looks like a fault", ".find .ic{display:none}", "#findings"],
  ["calls without their names", ".tr .lab span{display:none}", ".tl"],
  ["frames that are not shown", ".strip i{display:none}", ".close[open]"],
];

Deno.test("a fault of the look is noticed", async () => {
  await withPage(renderHtml(PAGES["sixteen links"]), async (page) => {
    await setUp(page, VIEWS[1]);
    const good = await looksOf(page, PARTS);
    for (const [what, content, part] of FAULTS) {
      const style = await page.addStyleTag({ content });
      const [now = ""] = await looksOf(page, [part]);
      await style.evaluate("(element) => element.remove()");
      const share = difference(good[PARTS.indexOf(part)] ?? "", now);
      assert.ok(share > TOLERANCE, `${what}: ${(share * 100).toFixed(1)} %`);
    }
  });
});

Deno.test("the browser ends", endBrowser);
