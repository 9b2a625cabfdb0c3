/** Fetching the newest set with apt itself, from archives on this machine, rightly and wrongly. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { exists } from "../../../cni/mod.ts";
import { type Source } from "./apt.ts";
import { FetchError, fetchNewest, LAB_PACKAGES, newestSet, RUNTIME_PACKAGES } from "./mod.ts";
import { endKeys, makeArchive, makeKeys } from "./testing.ts";

/** A user with no data yet, and a folder for an archive. */
async function asUser(work: (folder: string, data: string) => Promise<void>): Promise<void> {
  const folder = Deno.makeTempDirSync();
  const before = Deno.env.get("XDG_DATA_HOME");
  Deno.env.set("XDG_DATA_HOME", join(folder, "data"));
  try {
    await work(folder, join(folder, "data/bond"));
  } finally {
    if (before === undefined) Deno.env.delete("XDG_DATA_HOME");
    else Deno.env.set("XDG_DATA_HOME", before);
    endKeys(folder);
    Deno.removeSync(folder, { recursive: true });
  }
}

function fetch(source: Source, rest: Partial<Parameters<typeof fetchNewest>[0]> = {}) {
  return fetchNewest({ list: LAB_PACKAGES, source, say: () => {}, ...rest });
}

async function refusal(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    assert.ok(error instanceof FetchError, String(error));
    return error.message;
  }
  throw new Error("it was not refused");
}

/** What is left in the user's folder: nothing half done. */
function left(data: string): string[] {
  return [...Deno.readDirSync(data)].map(({ name }) => name).sort();
}

function version(): string | undefined {
  return newestSet()?.packages.find(({ name }) => name === "user-mode-linux")?.version;
}

Deno.test("a set is fetched, found, and replaced by a later one", () =>
  asUser(async (folder, data) => {
    assert.equal(newestSet(), undefined);
    await fetch(makeArchive(folder));
    assert.equal(version(), "1.0");
    const { root = "" } = newestSet() ?? {};
    assert.equal(Deno.statSync(join(root, "usr/bin/linux.uml")).isFile, true);
    assert.equal(Deno.statSync(join(root, "usr/lib/cni/host-local")).isFile, true);
    await fetch(makeArchive(folder));
    await fetch(makeArchive(folder, { version: "2.0" }));
    assert.equal(version(), "2.0");
    await fetch(makeArchive(folder, { version: "3.0" }));
    // The one before the last stays, for guests that run from it.
    assert.equal(left(data).filter((name) => name.startsWith("set-")).length, 2);
    assert.equal(version(), "3.0");
  }));

Deno.test("lists of packages have sets of their own, of which one replaces no other", () =>
  asUser(async (folder) => {
    const source = makeArchive(folder);
    await fetch(source);
    await fetch(source, { list: RUNTIME_PACKAGES });
    await fetch(makeArchive(folder, { version: "2.0" }), { list: RUNTIME_PACKAGES });
    const { root = "", packages } = newestSet(RUNTIME_PACKAGES) ?? {};
    assert.deepEqual(packages?.map(({ name, version }) => `${name} ${version}`), [
      "containerd 2.0",
    ]);
    assert.deepEqual([...Deno.readDirSync(join(root, "usr/bin"))].map(({ name }) => name), [
      "containerd",
    ]);
    assert.equal(version(), "1.0");
  }));

Deno.test("lists that are signed with other keys are refused, and what was there stays", () =>
  asUser(async (folder, data) => {
    const source = makeArchive(folder);
    await fetch(source);
    const before = left(data);
    const keyring = makeKeys(folder, "other");
    makeArchive(folder, { version: "2.0" });
    assert.match(
      await refusal(fetch({ ...source, keyring })),
      /are not signed with a key in .*other\.gpg: nothing of them was taken; install/,
    );
    assert.equal(version(), "1.0");
    assert.deepEqual(left(data), before);
  }));

Deno.test("lists that are not signed at all are refused", () =>
  asUser(async (folder) => {
    const source = makeArchive(folder);
    Deno.removeSync(join(folder, "archive/dists/unstable/InRelease"));
    assert.match(await refusal(fetch(source)), /are not signed with a key in/);
    assert.equal(newestSet(), undefined);
  }));

Deno.test("a package that is not what the lists say is refused", () =>
  asUser(async (folder) => {
    const source = makeArchive(folder);
    const file = join(folder, "archive/libc6_1.0_amd64.deb");
    const bytes = Deno.readFileSync(file);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    Deno.writeFileSync(file, bytes);
    assert.match(await refusal(fetch(source)), /is not what its lists say/);
    assert.equal(newestSet(), undefined);
  }));

Deno.test("lists whose time has passed are taken only where that is said, here or to the machine's apt", () =>
  asUser(async (folder) => {
    const source = makeArchive(folder, { validUntil: new Date(Date.now() - 30_000) });
    const dump = new Deno.Command("apt-config", { args: ["dump"] }).outputSync().stdout;
    const lenient = /Check-Valid-Until "(false|0|no)"/i.test(new TextDecoder().decode(dump));
    if (lenient) await fetch(source);
    else assert.match(await refusal(fetch(source)), /older than .*--accept-old-lists/);
    const said: string[] = [];
    await fetch(source, { acceptOldLists: true, say: (line) => said.push(line) });
    assert.ok(said.some((line) => /^the lists are of .* until /.test(line)), said.join("\n"));
    assert.equal(version(), "1.0");
  }));

Deno.test("pinned packages are taken where they are, others where they are not, and no impostors", () =>
  asUser(async (folder) => {
    const source = makeArchive(folder);
    const pinned = await fetch(source);
    await fetch(source, { pinned });
    const [first, ...rest] = pinned;
    assert.ok(first);
    const impostor = [{ ...first, sha256: "0".repeat(64) }, ...rest];
    assert.match(await refusal(fetch(source, { pinned: impostor })), /and not 0{64}: refused/);
    const said: string[] = [];
    const gone = [{ ...first, version: "0.9" }, ...rest];
    await fetch(source, { pinned: gone, say: (line) => said.push(line) });
    assert.ok(
      said.includes(
        "the archive has no user-mode-linux 0.9 any more: the newest are taken, unpinned",
      ),
    );
  }));

Deno.test("an archive that cannot be reached is said, and nothing is left", () =>
  asUser(async (folder, data) => {
    const source = { ...makeArchive(folder), mirror: "http://127.0.0.1:1/debian" };
    assert.match(
      await refusal(fetch(source)),
      /cannot be reached: .* --mirror, or set http_proxy$/,
    );
    assert.deepEqual(left(data), ["lock"]);
  }));

Deno.test("a disk that is full is said, and nothing is left", () =>
  asUser(async (folder, data) => {
    const source = makeArchive(folder);
    Deno.mkdirSync(data, { recursive: true });
    const program = `
      import { fetchNewest, LAB_PACKAGES } from ${
      JSON.stringify(new URL("mod.ts", import.meta.url).href)
    };
      try {
        await fetchNewest({ list: LAB_PACKAGES, source: ${JSON.stringify(source)}, say: () => {} });
      } catch (error) {
        console.log(error.name, error.message);
      }`;
    Deno.writeTextFileSync(join(folder, "program.ts"), program);
    const { stdout, stderr } = await new Deno.Command("unshare", {
      args: [
        ...["--mount", ...(Deno.uid() === 0 ? [] : ["--user", "--map-root-user"]), "sh", "-c"],
        `mount -t tmpfs -o size=200k tmpfs ${data} && "$0" run --allow-all --no-check ` +
        `--config ${new URL("../../../deno.json", import.meta.url).pathname} ` +
        `${folder}/program.ts; ls -A ${data}`,
        Deno.execPath(),
      ],
    }).output();
    const said = new TextDecoder().decode(stdout);
    assert.match(said, /^FetchError .*the disk is full: about/, new TextDecoder().decode(stderr));
    assert.match(said, /\nlock\n$/);
  }));

for (const signal of ["SIGKILL", "SIGINT"] as const) {
  Deno.test(`${signal} while packages are fetched leaves the set of before, and the next one ends it`, () =>
    asUser(async (folder, data) => {
      const source = makeArchive(folder);
      await fetch(source);
      makeArchive(folder, { version: "2.0" });
      // An apt-get that does not end with downloading while this test lasts.
      const bin = join(folder, "bin");
      Deno.mkdirSync(bin);
      Deno.writeTextFileSync(
        join(bin, "apt-get"),
        `#!/bin/sh
case $1 in download)
  touch ${folder}/downloading
  while [ -e ${folder}/downloading ]; do sleep 0.1; done
  exit 1
esac
exec /usr/bin/apt-get "$@"
`,
        { mode: 0o755 },
      );
      const bond = new URL("../../../cmd/bond.ts", import.meta.url).pathname;
      const child = new Deno.Command(Deno.execPath(), {
        args: [
          ...["run", "--allow-all", "--no-check", bond, "doctor", "--install", "--newest"],
          ...["--mirror", source.mirror, "--keyring", source.keyring],
        ],
        env: { PATH: `${bin}:${Deno.env.get("PATH")}` },
        stdout: "null",
        stderr: "null",
      }).spawn();
      while (!exists(join(folder, "downloading"))) await new Promise((go) => setTimeout(go, 50));
      child.kill(signal);
      const { code } = await child.status;
      assert.equal(code, signal === "SIGINT" ? 130 : 137);
      assert.equal(version(), "1.0");
      if (signal === "SIGINT") {
        assert.deepEqual(left(data).filter((name) => name.startsWith(".")), []);
      }
      await fetch(source);
      assert.equal(version(), "2.0");
      assert.deepEqual(left(data).filter((name) => name.startsWith(".")), []);
    }));
}
