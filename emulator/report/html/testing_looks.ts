/** What parts of a page look like from afar, for tests. */

import type { Page } from "puppeteer-core";
import { browser } from "./testing_browser.ts";

/** Squares to each side of a look. */
const SIDE = 24;
/** What a square may be brighter or darker, of 255, and still be the same. */
const SAME = 3;

/** The brightness of the squares that a part of a page is divided into, two hexadecimal digits for each. */
export type Look = string;

/** How often a page that changes is looked at. */
const LOOKS_AT_MOST = 20;

/** Returns what the first element of each of `selectors` looks like, once that stays as it is. */
export async function looksOf(page: Page, selectors: readonly string[]): Promise<Look[]> {
  let last = await looksNow(page, selectors);
  for (let n = 1; n < LOOKS_AT_MOST; n++) {
    const now = await looksNow(page, selectors);
    if (now.join() === last.join()) return now;
    last = now;
  }
  throw new Error(`${selectors.join(", ")} look different each time`);
}

async function looksNow(page: Page, selectors: readonly string[]): Promise<Look[]> {
  const boxes = await page.evaluate(`${JSON.stringify(selectors)}.map((selector) => {
    const { x, y, width, height } = document.querySelector(selector).getBoundingClientRect();
    return [x + scrollX, y + scrollY, width, height].map(Math.floor);
  })`) as [number, number, number, number][];
  const [width, height] = [
    Math.max(...boxes.map(([x, , width]) => x + width)),
    Math.max(...boxes.map(([, y, , height]) => y + height)),
  ];
  const picture = await page.screenshot({
    encoding: "base64",
    clip: { x: 0, y: 0, width, height },
    captureBeyondViewport: true,
  });
  // The page itself asks for no picture, and is not allowed to.
  const canvas = await (await browser()).newPage();
  try {
    return await canvas.evaluate(squares(picture, JSON.stringify(boxes))) as Look[];
  } finally {
    await canvas.close();
  }
}

const squares = (picture: string, boxes: string) =>
  `(async () => {
  const image = new Image();
  image.src = "data:image/png;base64,${picture}";
  await image.decode();
  const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
  context.drawImage(image, 0, 0);
  return ${boxes}.map(([left, top, width, height]) => {
    const { data } = context.getImageData(left, top, width, height);
    const sums = new Float64Array(${SIDE * SIDE}), counts = new Float64Array(${SIDE * SIDE});
    for (let y = 0; y < height; y++) {
      const row = Math.floor(y * ${SIDE} / height) * ${SIDE};
      for (let x = 0; x < width; x++) {
        const square = row + Math.floor(x * ${SIDE} / width), i = 4 * (y * width + x);
        sums[square] += 0.299 * data[i] + 0.587 * data[i + 1] + 0.114 * data[i + 2];
        counts[square]++;
      }
    }
    return [...sums].map((sum, i) =>
      Math.round(sum / Math.max(1, counts[i])).toString(16).padStart(2, "0")).join("");
  });
})()`;

/** Returns which share of the squares of two looks is not the same. */
export function difference(one: Look, other: Look): number {
  const values = (look: Look) => look.match(/../g)?.map((digits) => parseInt(digits, 16)) ?? [];
  const [first, second] = [values(one), values(other)];
  if (first.length !== second.length) return 1;
  const different = first.filter((value, i) => Math.abs(value - (second[i] ?? 0)) > SAME);
  return different.length / first.length;
}

/** Returns what tells the fonts of this machine from others: how wide they set some words. */
export async function fontsOf(page: Page): Promise<string> {
  return await page.evaluate(`["system-ui", "monospace"].map((family) => {
    const context = new OffscreenCanvas(1, 1).getContext("2d");
    context.font = "16px " + family;
    return context.measureText("bond0 went over to net2; 66 frames were lost").width.toFixed(2);
  }).join(" ")`) as string;
}
