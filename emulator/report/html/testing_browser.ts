/** Pages in headless Chromium, for tests. */

import assert from "node:assert/strict";
import axe from "axe-core";
import puppeteer, { type Browser, type Page } from "puppeteer-core";

let started: Promise<Browser> | undefined;

/** The browser of this test file, which has no network but this machine's own. */
export function browser(): Promise<Browser> {
  started ??= puppeteer.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
  });
  return started;
}

/** Ends the browser: the last thing that a test file does with it. */
export async function endBrowser(): Promise<void> {
  await (await started)?.close();
  started = undefined;
}

/** Opens `url`, works on the page, and fails where something goes wrong on it, or it asks for another. */
export async function withBrowserPage(
  url: string,
  work: (page: Page) => Promise<void>,
): Promise<void> {
  const page = await (await browser()).newPage();
  const problems: string[] = [];
  page.on("console", (message) => problems.push(message.text()));
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("request", (request) => {
    const isOwn = url.startsWith("file:") ? request.url() === url : request.url().startsWith(url);
    // Chromium asks for that by itself.
    const isIcon = request.url().endsWith("/favicon.ico");
    if (!isOwn && !isIcon) problems.push(`asks for ${request.url()}`);
  });
  await page.goto(url);
  await work(page);
  assert.deepEqual(problems, []);
  await page.close();
}

/** The same of a page that lies on a disk. */
export async function withPage(html: string, work: (page: Page) => Promise<void>): Promise<void> {
  const file = await Deno.makeTempFile({ suffix: ".html" });
  await Deno.writeTextFile(file, html);
  try {
    await withBrowserPage(`file://${file}`, work);
  } finally {
    await Deno.remove(file);
  }
}

/** Returns what axe-core has to say. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate("axe.run()") as axe.AxeResults;
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ""}`);
}
