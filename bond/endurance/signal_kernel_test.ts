/** SIGTERM at each system call of ADD: all is done, or all is as before, and one document says which. */

import assert from "node:assert/strict";
import { injecting, KINDS, nameOf, pointsOf, sample, Subject, tell } from "./testing.ts";

/** One of so many points is tried by day. */
const STEP = 48;

for (const [turn, kind] of KINDS.entries()) {
  const ends = kind.ipam ? "is done or taken back" : "is done, as nobody has to wait for it";
  Deno.test(`${nameOf(kind)}: an ADD that hears SIGTERM ${ends}`, async () => {
    using subject = new Subject(kind);
    const before = await subject.snapshot();
    let takenBack = 0;
    const points = await pointsOf(subject, "ADD");
    await subject.succeed("DEL");
    for (const point of sample(points, STEP, turn * 5)) {
      const { exitCode, stdout } = await subject.call("ADD", injecting(point, "signal=TERM"));
      const where = `SIGTERM at ${point.name} ${point.when}: ${stdout}`;
      const { code, interfaces } = JSON.parse(stdout || "{}");
      if (exitCode === 0) assert.ok(interfaces, where);
      else {
        assert.deepEqual([kind.ipam, code], [true, 11], where);
        assert.deepEqual(await subject.snapshot(), before, where);
        takenBack++;
      }
      await subject.succeed("DEL");
      assert.deepEqual(await subject.snapshot(), before, `${where}, then DEL`);
    }
    tell(`${nameOf(kind)}: SIGTERM had ${takenBack} ADDs taken back`);
  });
}
