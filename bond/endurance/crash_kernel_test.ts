/** The program killed before each system call that changes something: the next DEL or GC gives all back. */

import assert from "node:assert/strict";
import {
  injecting,
  KINDS,
  nameOf,
  type Point,
  pointsOf,
  sample,
  Subject,
  tell,
} from "./testing.ts";

/** One of so many points is tried by day. */
const STEP = 8;

/** A process that has not yet heard the kernel's answer has died after its request. */
const isChanging = ({ name }: Point) => name !== "recvfrom";

for (const [turn, kind] of KINDS.entries()) {
  Deno.test(`${nameOf(kind)}: whatever ADD or DEL is killed before, the next DEL or GC gives all back`, async () => {
    using subject = new Subject(kind);
    const before = await subject.snapshot();
    let killed = 0;
    const all = {
      ADD: (await pointsOf(subject, "ADD")).filter(isChanging),
      DEL: (await pointsOf(subject, "DEL")).filter(isChanging),
    };
    for (const [command, points] of Object.entries(all)) {
      for (const [i, point] of sample(points, STEP, turn * 5).entries()) {
        if (command === "DEL") await subject.succeed("ADD");
        const { exitCode, stdout } = await subject.call(command, injecting(point, "signal=KILL"));
        const where = `${command} killed before ${point.name} ${point.when}`;
        // The number of calls is not the same each time.
        if (exitCode !== 0) killed++;
        // The lock goes last, when the answer is out, and is whole.
        if (exitCode !== 0 && stdout !== "") assert.ok(JSON.parse(stdout).interfaces, where);
        await subject.settle();
        // The distribution's host-local knows no GC.
        const next = kind.ipam || i % 2 === 0 ? "DEL" : "GC";
        await subject.succeed(next);
        assert.deepEqual(await subject.snapshot(), before, `${where}, then ${next}`);
      }
    }
    tell(`${nameOf(kind)}: killed at ${killed} points`);
    assert(killed > 0, "no call was killed");
  });
}
