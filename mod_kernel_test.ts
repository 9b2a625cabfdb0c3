import assert from "node:assert/strict";
import { createLink, createNetns, deleteNetns, findLink, Netns, Rtnetlink } from "./netlink/mod.ts";
import { runExample } from "./testing_example.ts";

Deno.test("the example of the library makes a bond, reads it, and removes it", async () => {
  const path = "/run/netns/blue";
  createNetns(path);
  try {
    using netns = Netns.open(path);
    using rt = Rtnetlink.open({ netns });
    for (const name of ["eth1", "eth2"]) createLink(rt, { name, kind: "dummy" });
    assert.equal(await runExample(0), "eth1\n");
    assert.equal(findLink(rt, "bond0"), undefined);
    assert.equal(findLink(rt, "eth1")?.master, undefined);
  } finally {
    deleteNetns(path);
  }
});
