import assert from "node:assert/strict";
import { join } from "node:path";
import { provision } from "./provision.ts";

/** A folder with an apt-get that writes down how it is called, then does what the script says. */
async function withApt(script: string, work: (calls: () => string[]) => Promise<void>) {
  const folder = Deno.makeTempDirSync();
  const log = join(folder, "calls");
  const apt = join(folder, "apt-get");
  Deno.writeTextFileSync(log, "");
  Deno.writeTextFileSync(apt, `#!/bin/sh\necho "$@" >> ${log}\n${script}\n`, { mode: 0o755 });
  const before = Deno.env.get("PATH") ?? "";
  Deno.env.set("PATH", `${folder}:${before}`);
  try {
    await work(() => Deno.readTextFileSync(log).trimEnd().split("\n").filter(Boolean));
  } finally {
    Deno.env.set("PATH", before);
    Deno.removeSync(folder, { recursive: true });
  }
}

const install = "install --yes --no-install-recommends kmod iproute2";

Deno.test("where nothing is missing, nothing is run", () =>
  withApt("", async (calls) => {
    const said: string[] = [];
    assert.equal(
      await provision({ missing: () => [], root: true, say: (s) => said.push(s) }),
      true,
    );
    assert.deepEqual(calls(), []);
    assert.deepEqual(said, ["nothing to install"]);
  }));

Deno.test("what is missing is installed without fetching lists that are at hand", () =>
  withApt("", async (calls) => {
    const missing = () => calls().length === 0 ? ["kmod", "iproute2"] as const : [];
    assert.equal(await provision({ missing, root: true, say: () => {} }), true);
    assert.deepEqual(calls(), [install]);
  }));

Deno.test("lists that are too old are fetched, then it is tried again", () =>
  withApt(`test "$1" = update && touch "$0.updated" || test -e "$0.updated"`, async (calls) => {
    const missing = () => calls().length < 3 ? ["kmod", "iproute2"] as const : [];
    assert.equal(await provision({ missing, root: true, say: () => {} }), true);
    assert.deepEqual(calls(), [install, "update", install]);
  }));

Deno.test("what cannot be installed is a failure that gives the one command to run", () =>
  withApt("exit 100", async () => {
    const said: string[] = [];
    const missing = () => ["kmod", "iproute2"] as const;
    assert.equal(await provision({ missing, root: true, say: (s) => said.push(s) }), false);
    assert.match(said.at(-1) ?? "", new RegExp(`run: apt-get ${install}$`));
  }));

Deno.test("without root nothing is tried, and the one command to run is given", () =>
  withApt("", async (calls) => {
    const said: string[] = [];
    const missing = () => ["kmod", "iproute2"] as const;
    assert.equal(await provision({ missing, root: false, say: (s) => said.push(s) }), false);
    assert.deepEqual(calls(), []);
    assert.match(said.at(-1) ?? "", new RegExp(`run: sudo apt-get ${install}$`));
  }));

Deno.test("packages that lack their files after an installation are named", () =>
  withApt("", async () => {
    const said: string[] = [];
    const missing = () => ["kmod"] as const;
    assert.equal(await provision({ missing, root: true, say: (s) => said.push(s) }), false);
    assert.match(said.at(-1) ?? "", /lack files: kmod$/);
  }));

Deno.test("where there is no apt-get, what to do by hand is said, and nothing is run", async () => {
  const before = Deno.env.get("PATH") ?? "";
  const said: string[] = [];
  Deno.env.set("PATH", "/nonexistent");
  try {
    const missing = () => ["kmod", "iproute2"] as const;
    assert.equal(await provision({ missing, root: true, say: (s) => said.push(s) }), false);
  } finally {
    Deno.env.set("PATH", before);
  }
  assert.match(said.at(-1) ?? "", /^there is no apt-get .* names of your distribution/);
});
