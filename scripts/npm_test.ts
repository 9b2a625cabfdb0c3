import assert from "node:assert/strict";
import { downloadTarball, PackageError, tarballUrl } from "./npm.ts";

const tarball = new TextEncoder().encode("a tarball");
const wanted = {
  name: "@scope/package",
  version: "1.2.3",
  integrity: "sha512-" +
    btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.digest("SHA-512", tarball)))),
};

/** Runs work against a registry, the one configured in the environment, that answers so. */
async function withRegistry(answer: () => Response, work: (asked: string[]) => Promise<void>) {
  const asked: string[] = [];
  const before = Deno.env.get("npm_config_registry");
  await using server = Deno.serve({ port: 0, onListen: () => {} }, (request) => {
    asked.push(new URL(request.url).pathname);
    return answer();
  });
  Deno.env.set("npm_config_registry", `http://localhost:${server.addr.port}/mirror`);
  try {
    await work(asked);
  } finally {
    if (before === undefined) Deno.env.delete("npm_config_registry");
    else Deno.env.set("npm_config_registry", before);
  }
}

Deno.test("a tarball with the pinned hash is downloaded from the configured registry", async () => {
  const to = await Deno.makeTempFile();
  await withRegistry(() => new Response(tarball), async (asked) => {
    await downloadTarball(wanted, to);
    assert.deepEqual(asked, ["/mirror/@scope/package/-/package-1.2.3.tgz"]);
  });
  assert.deepEqual(await Deno.readFile(to), tarball);
  await Deno.remove(to);
});

Deno.test("a tarball with another hash is refused and removed", async () => {
  const to = await Deno.makeTempFile();
  await withRegistry(() => new Response("something else"), async () => {
    await assert.rejects(downloadTarball(wanted, to), (error: unknown) => {
      assert.ok(error instanceof PackageError);
      assert.match(error.message, /has integrity sha512-.*, but sha512-.* is pinned/);
      return true;
    });
  });
  await assert.rejects(Deno.stat(to), Deno.errors.NotFound);
});

Deno.test("a registry without the package is an error that names the address", async () => {
  await withRegistry(() => new Response("", { status: 404 }), async () => {
    await assert.rejects(downloadTarball(wanted, "/nonexistent/file"), {
      name: "PackageError",
      message: `${tarballUrl(wanted)} answers 404 Not Found`,
    });
  });
});
