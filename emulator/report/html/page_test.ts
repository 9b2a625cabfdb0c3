import assert from "node:assert/strict";
import { withoutPlaces } from "../places.ts";
import { castOf, storyOf } from "../story/mod.ts";
import { partsOf } from "./closeup.ts";
import { renderHtml, renderIndex, renderSvg } from "./mod.ts";
import { exampleReport } from "./testing.ts";

const HOSTILE = `</script><script>alert(1)</script><img src=x onerror=alert(1)>"'&amp;\u202e\u0000`;

function moments(settings: Parameters<typeof exampleReport>[0]) {
  const report = exampleReport(settings);
  return storyOf(report, castOf(report));
}

Deno.test("names are text, whatever they look like", () => {
  const page = renderHtml(exampleReport({ pods: 2, links: 2, text: HOSTILE }));
  assert.doesNotMatch(page, /<img|alert\(1\)<\/script>/);
  assert.equal(page.match(/<script/g)?.length, 2);
  assert.equal(page.match(/<\/script>/g)?.length, 2);
  assert.ok(!page.includes("\u202e") && !page.includes("\0"));
  assert.match(page, /\\u202e\\u0000/);
});

Deno.test("a page asks for nothing: no network, no other file", () => {
  const page = renderHtml(exampleReport({ pods: 1, links: 2 }));
  assert.doesNotMatch(page, /https?:|\bsrc=|@import|url\((?!#)|<link/);
  assert.match(page, /default-src 'none'/);
});

Deno.test("the picture goes from a link that works to one that is dead, and to the next one", () => {
  const { moments: all, before, at, after, failure } = moments({ pods: 1, links: 2 });
  const pod = "default/worker-0";
  const signs = (position: number) => {
    const signs = all[position]?.frame.signs ?? {};
    return ["l:", "s:"].flatMap((kind) => [1, 2].map((i) => signs[`${kind}${pod}/net${i}`]));
  };
  assert.equal(failure, true);
  assert.deepEqual(signs(before), ["act", "back", "act", ""]);
  assert.deepEqual(signs(at), ["stale", "back", "lost", ""]);
  assert.deepEqual(signs(after), ["down", "act", "", "act"]);
  assert.equal(all[at]?.frame.words[pod], "bond0 → net1 (dead)");
  assert.equal(all[after]?.frame.words[pod], "bond0 → net2");
  assert.deepEqual(signs(0), ["none", "none", "gone", "gone"]);
});

Deno.test("a switch that is off cuts the cables to it, and the way up from it", () => {
  const { moments: all, at } = moments({ pods: 1, links: 2 });
  const signs = all[at]?.frame.signs ?? {};
  assert.equal(signs["S:leaf1"], "bad");
  assert.equal(signs["c:ens1f0"], "lost cut");
  assert.equal(signs["u:leaf1"], "down cut");
  assert.equal(signs["u:leaf2"], "");
});

Deno.test("of many pods, what happens to all at once is one moment, and each one's calls are one", () => {
  const { moments: all } = moments({ pods: 12, links: 2 });
  const said = all.map(({ what }) => what);
  assert.ok(said.includes("net1 lost the carrier in 12 pods"));
  assert.equal(said.filter((what) => what === "worker-7: 3 calls").length, 2);
});

Deno.test("of few pods each moment names its pod, once; the parts of a failover are those of the step's own", () => {
  const report = exampleReport({ pods: 2, links: 2 });
  const said = storyOf(report, castOf(report)).moments.map(({ what }) => what);
  for (const pod of ["worker-0", "worker-1"]) {
    assert.ok(said.includes(`${pod}: net1 lost its carrier`), said.join("\n"));
  }
  assert.ok(!said.some((what) => what.includes("default/")));
  const [, step] = report.scenario;
  assert.ok(step);
  const late = step.timeline.map((mark) =>
    mark.pod === "default/worker-0" && mark.kind === "active" ? { ...mark, atMs: 90 } : mark
  ).toSorted((one, other) => one.atMs - other.atMs);
  assert.equal(partsOf({ ...step, timeline: late })[1]?.toMs, 90);
});

Deno.test("a page opens where a call failed, and the call is open", () => {
  const report = exampleReport({ pods: 1, links: 2, refused: 1 });
  const story = storyOf(report, castOf(report));
  assert.match(story.moments[story.at]?.what ?? "", /^ADD net2 \(sriov\): error 7$/);
  const page = renderHtml(report);
  assert.match(page, /<h1>The pod was not attached: sriov refused ADD of net2<\/h1>/);
  assert.equal(page.match(/<details class="call"[^>]* open/g)?.length, 1);
});

Deno.test("a failover has parts: the carrier, the bond's notice, the first frame", () => {
  const step = exampleReport({ pods: 1, links: 2 }).scenario[1];
  assert.ok(step);
  assert.deepEqual(partsOf(step).map(({ fromMs, toMs }) => [fromMs, toMs]), [
    [0, 19],
    [19, 74.7],
    [74.7, 77.6],
  ]);
});

Deno.test("several replays are one page with an index, and no name is there twice", () => {
  const page = renderIndex("fixtures", [
    { report: exampleReport({ pods: 1, links: 2 }), problem: "differs" },
    { report: exampleReport({ pods: 2, links: 2 }) },
  ]);
  const ids = Array.from(page.matchAll(/ id="([^"]*)"/g), ([, id]) => id);
  assert.equal(new Set(ids).size, ids.length);
  for (const [, target] of page.matchAll(/ href="#([^"]*)"/g)) assert.ok(ids.includes(target));
  assert.match(page, /1 of 2 folders not as expected/);
});

Deno.test("the picture stands alone, too, with its signs and names that are text", () => {
  const svg = renderSvg(exampleReport({ pods: 1, links: 2, podName: () => `default/p${HOSTILE}` }));
  assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" .*<\/svg>\n$/s);
  assert.match(svg, /class="node lk stale"/);
  assert.doesNotMatch(svg, /<script|<img/);
});

Deno.test("a page of twelve pods is at most 1 MB", () => {
  const page = renderHtml(exampleReport({ pods: 12, links: 8, frames: 1000 }));
  assert.ok(new TextEncoder().encode(page).length <= 1_000_000);
});

Deno.test("no path of the machine is in what is told to others", () => {
  const report = exampleReport({ pods: 1, links: 2, text: " in /home/me/cluster/pods/a.yaml" });
  for (const step of report.pods.flatMap(({ steps }) => steps)) {
    step.plugin = "/home/me/src/dist/bond";
    step.stderr = "cannot run /home/me/src/dist/bond";
  }
  const page = renderHtml(withoutPlaces(report, ["/home/me/cluster/pods"], ["/home/me"]));
  assert.doesNotMatch(page, /\/home/);
  assert.match(page, /cannot run bond/);
  assert.match(page, / in a\.yaml/);
});
