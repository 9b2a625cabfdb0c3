import assert from "node:assert/strict";
import { NetnsError } from "./errors.ts";
import { TestNetns } from "./kernel_testing.ts";
import { createLink, findLink } from "./link.ts";
import { createNetns, deleteNetns, Netns } from "./netns.ts";
import { Rtnetlink } from "./socket.ts";

Deno.test("createNetns makes what `ip netns` knows, deleteNetns removes it, twice if need be", () => {
  createNetns("/run/netns/blue");
  const list = () =>
    new TextDecoder().decode(new Deno.Command("ip", { args: ["netns"] }).outputSync().stdout);
  assert.match(list(), /^blue/m);
  assert.throws(() => createNetns("/run/netns/blue"), Deno.errors.AlreadyExists);
  deleteNetns("/run/netns/blue");
  assert.doesNotMatch(list(), /blue/);
  deleteNetns("/run/netns/blue");
});

Deno.test("run works inside and comes back, also from an exception", () => {
  using test = new TestNetns();
  using before = Netns.current();
  const inside = test.netns.run(() => {
    using current = Netns.current();
    return current.sameAs(test.netns);
  });
  assert.ok(inside);
  assert.throws(() =>
    test.netns.run(() => {
      throw new RangeError("from inside");
    }), RangeError);
  using after = Netns.current();
  assert.ok(after.sameAs(before) && !after.sameAs(test.netns));
});

Deno.test("a socket goes on speaking to the namespace that it was opened in", () => {
  using test = new TestNetns();
  using outside = Rtnetlink.open();
  createLink(test.rt, { name: "only-inside", kind: "dummy" });
  assert.equal(findLink(outside, "only-inside"), undefined);
  assert.equal(findLink(test.rt, "only-inside")?.kind, "dummy");
});

Deno.test("open refuses what is no network namespace, and says what it is", () => {
  const file = Deno.makeTempFileSync();
  new Deno.Command("mkfifo", { args: [`${file}.pipe`] }).outputSync();
  const cases = [
    ["/run/netns/absent", "absent"],
    [`${file}/below`, "absent"],
    [file, "not-a-namespace"],
    ["/proc/self/ns/mnt", "not-a-namespace"],
    ["/proc", "not-a-namespace"],
    [`${file}.pipe`, "not-a-namespace"],
    ["/proc/self/ns/net\0", "absent"],
  ] as const;
  for (const [path, reason] of cases) {
    assert.throws(() => Netns.open(path), (error) => {
      assert.ok(error instanceof NetnsError);
      assert.deepEqual([error.path, error.reason], [path, reason]);
      return true;
    });
  }
  Deno.removeSync(file);
  Deno.removeSync(`${file}.pipe`);
});

Deno.test("nothing keeps a file open that was closed", () => {
  const descriptors = () => Array.from(Deno.readDirSync("/proc/self/fd")).length;
  const before = descriptors();
  for (let round = 0; round < 20; round++) {
    using test = new TestNetns();
    test.netns.run(() => undefined);
    assert.throws(() => Netns.open("/proc/self/ns/mnt"));
  }
  assert.equal(descriptors(), before);
});

Deno.test("what is closed refuses to work, whatever took its number since", () => {
  const closed = () => {
    using test = new TestNetns();
    return test;
  };
  const { netns, rt } = closed();
  using current = Netns.current();
  assert.ok(current.fd >= 0);
  assert.equal(netns.fd, -1);
  assert.throws(() => netns.run(() => undefined), { reason: "closed-to-us" });
  assert.throws(() => findLink(rt, "lo"), { code: "EBADF" });
});
