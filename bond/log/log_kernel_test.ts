/** The log that the node's policy asks for, from a call to the line in the file. */

import assert from "node:assert/strict";
import { Rtnetlink } from "../../netlink/mod.ts";
import { witness, World } from "../testing.ts";
import { setPolicy, TEST_POLICY } from "../testing_node.ts";

/** A world whose node's policy names a log in a folder of root's. */
class Logged implements Disposable {
  readonly world = new World();
  readonly folder = "/run/bond-log";
  readonly file = `${this.folder}/bond.log`;

  constructor(level?: "error" | "info" | "debug") {
    Deno.mkdirSync(this.folder, { mode: 0o755 });
    setPolicy({ ...TEST_POLICY, log: { file: this.file, ...(level ? { level } : {}) } });
  }

  lines(file = this.file): Record<string, unknown>[] {
    return Deno.readTextFileSync(file).trimEnd().split("\n").map((line) => JSON.parse(line));
  }

  [Symbol.dispose](): void {
    this.world[Symbol.dispose]();
    Deno.removeSync(this.folder, { recursive: true });
  }
}

Deno.test("each step of ADD and DEL is a line, under one identity for each call, in a file of root's alone", async () => {
  using logged = new Logged();
  const { world } = logged;
  world.twoLinks();
  const config = world.config(["net1", "net2"]);
  const result = await world.succeed("ADD", config);
  assert.deepEqual(
    Object.keys(result),
    ["cniVersion", "interfaces", "ips"].filter((key) => key in result),
  );
  await world.succeed("DEL", config);
  const lines = logged.lines();
  assert.equal(new Set(lines.map(({ id }) => id)).size, 2);
  for (const command of ["ADD", "DEL"]) {
    const own = lines.filter((line) => line["command"] === command);
    assert.equal(own[0]?.["message"], "begins");
    assert.equal(own.at(-1)?.["message"], "done");
    assert.equal(typeof own.at(-1)?.["ms"], "number");
  }
  const steps = lines.map(({ step }) => String(step ?? ""));
  assert(steps.some((step) => step.startsWith("create bond bond0")));
  assert(steps.some((step) => step.startsWith("delete link")));
  assert(!steps.some((step) => step.startsWith("look up")), "what only looks is for debug");
  assert.equal((Deno.statSync(logged.file).mode ?? 0) & 0o777, 0o600);
});

Deno.test("whoever rotates the file need not tell anybody: each line goes to the one that has the name", async () => {
  using logged = new Logged("error");
  const { world } = logged;
  world.twoLinks();
  await world.fail("ADD", world.config(["net1", "absent"]));
  Deno.renameSync(logged.file, `${logged.file}.1`);
  await world.fail("ADD", world.config(["absent", "net2"]));
  assert.deepEqual(
    [logged.file, `${logged.file}.1`].map((file) => logged.lines(file).map(({ code }) => code)),
    [[100], [100]],
  );
});

Deno.test("the details of a refusal tell the last steps before it, log or not", async () => {
  using world = new World();
  world.twoLinks();
  const before = Rtnetlink.observer;
  let creations = 0;
  Rtnetlink.observer = ({ operation }) => {
    if (operation.startsWith("create bond")) creations++;
    if (creations > 0 && /master/.test(operation)) throw new Error("refused");
  };
  try {
    const { code, details } = await world.fail("ADD", world.config(["net1", "net2"]));
    assert.equal(code, 999);
    assert.match(details, /the last steps: .*create bond bond0/);
    assert.doesNotMatch(details, /delete link/);
  } finally {
    Rtnetlink.observer = before;
  }
});

Deno.test("a log that is not a file of root's own is not written, and no call fails or waits for it", async () => {
  using logged = new Logged();
  const { world, folder, file } = logged;
  world.twoLinks();
  const config = world.config(["net1", "net2"]);
  const target = `${world.folder}/target`;
  const spoil: readonly [how: string, said: RegExp][] = [
    [`ln -s ${target} ${file}`, /is a link/],
    [`ln -s /dev/zero ${file}`, /is a link/],
    [`mkfifo ${file}`, /cannot be opened: ENXIO/],
    [`mkfifo ${file}; sleep 9 < ${file} &`, /is no regular file|ENXIO/],
    [`mkdir ${file}`, /cannot be opened: EISDIR/],
    [`mknod ${file} c 1 5`, /is no regular file/],
    [`touch ${file}; chown 65534 ${file}`, /belongs to user 65534/],
    [`touch ${file}; chmod 666 ${file}`, /can be written to by others/],
    [`ln ${target} ${file} || cp -l ${target} ${file}`, /has a second name|absent/],
    [`chown 65534 ${folder}`, /belongs to user 65534/],
    [`mv ${folder} ${folder}.real; ln -s ${folder}.real ${folder}`, /is a link/],
    [`mv ${folder} ${folder}.real`, /the folder of .* is absent/],
    [`mv ${folder} ${folder}.real; touch ${folder}`, /is no folder/],
  ];
  for (const [how, said] of spoil) {
    // A hard link stays within its file system.
    await witness.run(`echo kept > ${target}; cp ${target} ${folder}/other`);
    await witness.run(how.replace(`ln ${target} ${file}`, `ln ${folder}/other ${file}`));
    for (const command of ["ADD", "DEL"]) {
      const { exitCode, stderr } = await world.call(command, config);
      assert.equal(exitCode, 0, how);
      assert.match(stderr, said, how);
      assert.equal(stderr.match(/this call is not logged/g)?.length, 1, "it is said once");
    }
    assert.equal(Deno.readTextFileSync(target), "kept\n", how);
    await witness.run(
      `[ ! -d ${folder}.real ] || { rm -rf ${folder}; mv ${folder}.real ${folder}; }; ` +
        `chown 0 ${folder}; rm -rf ${folder}/*`,
    );
  }
});

Deno.test("a policy that cannot be used has no log, and what it governs nothing of is served", async () => {
  using world = new World();
  world.twoLinks();
  setPolicy('{"log": {"file": "relative"}}');
  const config = world.config(["net1", "net2"]);
  await world.succeed("ADD", config);
  await world.succeed("DEL", config);
});
