/** What the page of a replay that goes on does: it becomes the next one, and the last one in the end. */

/** Runs behind the script of a report, whose `Report`, `reports`, `all` and `follow` it uses. */
export const LIVE_SCRIPT: string = `
"use strict";
const PACE_MS = 300;
let shown = -1;
let touched = false;
for (const kind of ["click", "input", "keydown"]) {
  document.addEventListener(kind, (event) => {
    if (event.target.closest?.(".stage, .close")) touched = true;
  }, true);
}

/** Takes the place of what is shown: what was unfolded stays so, and so does a moment that was chosen. */
async function renew(over) {
  const page = new DOMParser().parseFromString(await (await fetch("/")).text(), "text/html");
  const old = document.querySelector("[data-report]");
  const root = document.importNode(page.querySelector("[data-report]"), true);
  const open = new Map(all("details[id]", old).map((one) => [one.id, one.open]));
  for (const one of all("details[id]", root)) one.open = open.get(one.id) ?? one.open;
  const before = reports[0]?.now ?? -1;
  old.replaceWith(root);
  document.title = page.title;
  const report = new Report(root);
  reports.splice(0, 1, report);
  if (!report.moments) return;
  if (touched) report.show(before);
  else if (!over) report.show(report.moments.length - 1);
  else follow();
}

async function look() {
  try {
    const { version, over } = await (await fetch("/version")).json();
    if (version !== shown) await renew(over);
    shown = version;
    if (over) return;
  } catch {
    return; // The server has ended: what is shown stays.
  }
  setTimeout(look, PACE_MS);
}
look();
`.trim();
