/** `bond emulate --serve`, seen in a browser while a scenario runs. */

import assert from "node:assert/strict";
import { resolve } from "node:path";
import { leavingNothing } from "../emulator/lab/kernel/testing.ts";
import { browser, endBrowser, withBrowserPage } from "../emulator/report/html/testing_browser.ts";

const root = resolve(import.meta.dirname ?? ".", "..");

/** Starts a replay that is served, and returns what it says on stderr, up to the address. */
async function serving(folder: string) {
  const child = new Deno.Command(`${root}/dist/bond`, {
    args: ["emulate", "--serve", `${root}/fixtures/failover-miimon`],
    env: { TMPDIR: folder },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const reader = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
  let said = "";
  const until = async (pattern: RegExp) => {
    while (!pattern.test(said)) {
      const { value, done } = await reader.read();
      if (done) throw new Error(`it ended: ${said}`);
      said += value;
    }
    return pattern.exec(said)?.[1] ?? "";
  };
  const url = await until(/the report is at (\S+)\n/);
  return {
    child,
    url,
    until,
    said: () => said,
    async [Symbol.asyncDispose]() {
      await reader.cancel();
      try {
        child.kill("SIGTERM");
      } catch {
        // It has ended.
      }
      await child.status;
    },
  };
}

Deno.test("the report grows in a browser, has no path of the machine, and Ctrl-C ends it all", async () => {
  // It outlives the test, with a folder of its own.
  await browser();
  await leavingNothing(async (folder) => {
    await using running = await serving(folder);
    const { child, url, until, said } = running;
    await withBrowserPage(url, async (page) => {
      const says = (text: string) =>
        page.waitForFunction(
          `document.querySelector(".top").textContent.includes(${JSON.stringify(text)})`,
          { timeout: 120_000 },
        );
      await says("The replay goes on; last: ");
      await says("bond0 went over to net2");
      const text = await page.evaluate("document.documentElement.outerHTML") as string;
      assert.ok(!text.includes(root), "a path of the machine");
      assert.match(await page.title(), /^failover-miimon: bond0 went over to net2/);
    });
    await until(/(the report stays at)/);
    child.kill("SIGINT");
    // That of the replay, which a busy machine makes too late for what is expected.
    assert.ok([0, 3].includes((await child.status).code));
    assert.doesNotMatch(said(), /interrupted/);
  });
});

Deno.test("Ctrl-C while the scenario runs takes everything down, the server too", () =>
  leavingNothing(async (folder) => {
    await using running = await serving(folder);
    const { child, url } = running;
    assert.equal((await fetch(url)).status, 200);
    child.kill("SIGINT");
    assert.equal((await child.status).code, 130);
    await assert.rejects(fetch(url));
  }));

Deno.test("a port that is in use is said", () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { code, stderr } = new Deno.Command(`${root}/dist/bond`, {
    args: [
      "emulate",
      "--serve",
      "--port",
      String(listener.addr.port),
      `${root}/fixtures/sriov-bond`,
    ],
  }).outputSync();
  assert.equal(code, 2);
  assert.match(
    new TextDecoder().decode(stderr),
    /^bond: --port: another program listens on port \d+/,
  );
});

Deno.test("the browser ends", endBrowser);
