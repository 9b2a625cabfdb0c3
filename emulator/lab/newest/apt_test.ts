import assert from "node:assert/strict";
import { aptConfiguration, aptSource, DEFAULT_SOURCE, explainFailure } from "./apt.ts";

const machine = `Acquire "";
Acquire::http::Proxy "http://proxy.example.org:3128";
Acquire::Check-Valid-Until "false";
Acquire::Languages "de";
APT::Sandbox::User "_apt";
Dir::State "/var/lib/apt";
APT::Update::Post-Invoke:: "rm -rf /";
`;

Deno.test("how the machine reaches archives holds for the fetching too, and nothing else of its apt", () => {
  const lines = aptConfiguration("/data/x", machine).split("\n");
  assert.ok(lines.includes('Acquire::http::Proxy "http://proxy.example.org:3128";'));
  assert.ok(lines.includes('Acquire::Check-Valid-Until "false";'));
  assert.ok(lines.includes('Dir::State "/data/x";'));
  assert.ok(!lines.some((line) => /rm -rf|_apt|"de"|\/var\/lib/.test(line)), lines.join("\n"));
});

Deno.test("lists are believed only where the archive's keys signed them", () => {
  assert.match(aptSource(DEFAULT_SOURCE), /^Signed-By: \/usr\/share\/keyrings\/debian-archive/m);
});

/** As apt 2.6 and 3.0, dpkg and the system say it. */
const SAID: readonly [said: string, means: RegExp][] = [
  ["E: You don't have enough free space in /x/cache/archives/.", /the disk is full/],
  ["dpkg-deb: error: paste subprocess: No space left on device", /the disk is full/],
  [
    "E: Release file for http://x/InRelease is expired (invalid since 20d). Updates for this " +
    "repository will not be applied.",
    /older than their signature allows: .*--accept-old-lists/,
  ],
  [
    "W: GPG error: http://x unstable InRelease: The following signatures couldn't be verified " +
    "because the public key is not available: NO_PUBKEY 6ED0E7B82643E131",
    /not signed with a key in/,
  ],
  ["E: The repository 'http://x unstable InRelease' is not signed.", /not signed with a key in/],
  ["E: Failed to fetch http://x/a.deb  Hash Sum mismatch", /not what its lists say/],
  ["E: Failed to fetch http://x/InRelease  Could not connect to x:80", /cannot be reached/],
  ["E: Unable to locate package user-mode-linux", /^apt could not fetch the packages: E: Unable/],
];

for (const [said, means] of SAID) {
  Deno.test(`"${said.slice(0, 60)}" is explained`, () => {
    assert.match(explainFailure(said, DEFAULT_SOURCE), means);
  });
}
