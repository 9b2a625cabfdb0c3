import assert from "node:assert/strict";
import { parseRequest } from "./http.ts";
import { type LivePage, PageServer } from "./page_server.ts";

const BIG = "x".repeat(3_000_000);

async function served(work: (url: string, page: LivePage) => Promise<void>): Promise<void> {
  const page = { version: 1, over: false, render: () => `<p>${page.version}</p>${BIG}` };
  using server = new PageServer(page, 0);
  await work(server.url, page);
}

Deno.test("a page is served as it is at the moment, however large, and it is told when it changes", () =>
  served(async (url, page) => {
    const get = async (path: string) => await (await fetch(url + path)).text();
    assert.equal(await get(""), `<p>1</p>${BIG}`);
    assert.deepEqual(JSON.parse(await get("version")), { version: 1, over: false });
    Object.assign(page, { version: 2, over: true });
    assert.deepEqual(JSON.parse(await get("version?x")), { version: 2, over: true });
    assert.equal(await get(""), `<p>2</p>${BIG}`);
  }));

Deno.test("there is nothing else, and nothing to change", () =>
  served(async (url) => {
    const status = async (path: string, init: RequestInit = {}) => {
      const response = await fetch(url + path, init);
      await response.body?.cancel();
      return response.status;
    };
    assert.equal(await status("etc/passwd"), 404);
    assert.equal(await status("", { method: "POST", body: "x" }), 405);
  }));

Deno.test("another name for this machine is refused, as pages of elsewhere could have one", () =>
  served(async (url) => {
    const port = Number(new URL(url).port);
    using connection = await Deno.connect({ hostname: "127.0.0.1", port });
    const ask = "GET / HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n";
    await connection.write(new TextEncoder().encode(ask));
    const answer = await new Response(connection.readable).text();
    assert.match(answer, /^HTTP\/1\.1 403 /);
  }));

Deno.test("nobody is kept waiting by one who says nothing, or goes away", () =>
  served(async (url) => {
    const port = Number(new URL(url).port);
    using _silent = await Deno.connect({ hostname: "127.0.0.1", port });
    const gone = await Deno.connect({ hostname: "127.0.0.1", port });
    await gone.write(new TextEncoder().encode("GET / HTTP/1.1\r\nHost: localhost:"));
    gone.close();
    const response = await fetch(`${url}version`);
    assert.equal((await response.json()).version, 1);
  }));

Deno.test("two cannot listen on one port", () =>
  served((url, page) => {
    const port = Number(new URL(url).port);
    assert.throws(() => new PageServer(page, port), /listen on port \d+/);
    return Promise.resolve();
  }));

Deno.test("a request is what its first line and its Host say, once its head is complete", () => {
  const head = "GET /a?b HTTP/1.1\r\nhost: localhost:80\r\n";
  assert.equal(parseRequest(head), undefined);
  assert.deepEqual(parseRequest(`${head}\r\n`), {
    method: "GET",
    path: "/a",
    host: "localhost:80",
  });
  assert.equal(parseRequest("hello\r\n\r\n"), "bad");
  assert.equal(parseRequest("x".repeat(20_000)), "bad");
});
