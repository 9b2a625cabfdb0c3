/** Makes a namespace with an active-backup bond over two dummies, and prints what the kernel made of it. */
import {
  createLink,
  createNetns,
  deleteNetns,
  getLink,
  Netns,
  Rtnetlink,
  setLink,
} from "../mod.ts";

const path = "/run/netns/example";
createNetns(path);
try {
  using netns = Netns.open(path);
  using rt = Rtnetlink.open({ netns });
  createLink(rt, { name: "bond0", kind: "bond", bond: { mode: 1, miimon: 100 } });
  const bond0 = getLink(rt, "bond0").index;
  for (const name of ["net1", "net2"]) {
    createLink(rt, { name, kind: "dummy" });
    setLink(rt, getLink(rt, name).index, { master: bond0 });
  }
  setLink(rt, bond0, { up: true });
  const { bond } = getLink(rt, "bond0");
  console.log(`${getLink(rt, bond?.activeSlave ?? 0).name} is the active link of bond0`);
} finally {
  deleteNetns(path);
}
