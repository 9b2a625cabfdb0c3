/** Each system call that changes something refused with each error that it can have: all is done, or nothing. */

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

/** One of so many faults is tried by day. */
const STEP = 96;

const RENAMING = ["ENOSPC", "EIO", "EROFS"];
const REMOVING = ["EIO", "EROFS", "EPERM"];

/** What each system call can be refused with (section 2 of the manual). */
const ERRORS: Readonly<Record<string, readonly string[]>> = {
  sendto: ["EINTR", "EAGAIN", "ENOMEM", "ENOBUFS", "EPERM", "EACCES"],
  recvfrom: ["EINTR", "EAGAIN", "ENOMEM", "ENOBUFS"],
  setns: ["ENOMEM", "EPERM", "EINVAL"],
  flock: ["EINTR", "ENOLCK"],
  write: ["EIO", "ENOSPC", "EDQUOT"],
  fsync: ["EIO", "ENOSPC", "EDQUOT"],
  mkdir: ["ENOSPC", "EACCES", "EROFS"],
  rename: RENAMING,
  renameat: RENAMING,
  unlink: REMOVING,
  unlinkat: REMOVING,
};

interface Fault {
  point: Point;
  error: string;
}

/** Status of a process that could not return to its own namespace: it ends at once. */
const LOST = 70;

for (const [turn, kind] of KINDS.entries()) {
  Deno.test(`${nameOf(kind)}: whatever is refused, a call says one thing on stdout, and all is done or nothing`, async () => {
    using subject = new Subject(kind);
    const before = await subject.snapshot();
    const all = {
      ADD: await pointsOf(subject, "ADD"),
      DEL: await pointsOf(subject, "DEL"),
    };
    const codes = new Map<string, number>();
    for (const [command, points] of Object.entries(all)) {
      const faults = points.flatMap((point): Fault[] =>
        (ERRORS[point.name] ?? []).map((error) => ({ point, error }))
      );
      for (const { point, error } of sample(faults, STEP, turn * 17)) {
        if (command === "DEL") await subject.succeed("ADD");
        const { exitCode, stdout, stderr } = await subject.call(
          command,
          injecting(point, `error=${error}`),
        );
        const where = `${command}, ${point.name} ${point.when} ${error}: ${stdout} ${stderr}`;
        const answer: unknown = stdout === "" ? {} : JSON.parse(stdout);
        const code = (answer as { code?: number }).code;
        assert.equal(exitCode !== 0, code !== undefined, where);
        const outcome = `${point.name} ${error}: ${code ?? "ok"}`;
        codes.set(outcome, (codes.get(outcome) ?? 0) + 1);
        if (exitCode !== 0 && exitCode !== LOST && command === "ADD") {
          assert.deepEqual(await subject.snapshot(), before, where);
        }
        assert(code !== 999, `an error without a code of its own: ${where}`);
        if (exitCode !== 0 || command === "ADD") await subject.succeed("DEL");
        assert.deepEqual(await subject.snapshot(), before, `${where}, then DEL`);
      }
    }
    tell([...codes].map(([outcome, count]) => `${outcome} (${count})`).sort().join(", "));
  });
}
