/** The policy of a node, from its file to what ADD does. */

import assert from "node:assert/strict";
import { witness, World } from "../testing.ts";
import { setPolicy } from "../testing_node.ts";
import { POLICY_PATH, readNodePolicy } from "./read.ts";

Deno.test("without a policy links without a device stay on the host, and links of the container are free", async () => {
  using world = new World();
  setPolicy(undefined);
  const [first, second] = [world.hostName("a"), world.hostName("b")];
  world.dummy(first, {}, "host");
  world.dummy(second, {}, "host");
  const { code, msg, details } = await world.fail(
    "ADD",
    world.config([first, second], { linksInContainer: false }),
  );
  assert.equal(code, 109);
  assert.match(msg, /the kernel names no device of it.*policy\.json \(hostLinks\.allow\)/);
  assert.match(details, /bond schema policy/);
  assert.deepEqual((await world.seeHost()).length, 2);
  world.twoLinks();
  const inside = world.config(["net1", "net2"]);
  await world.succeed("ADD", inside);
  await world.succeed("DEL", inside);
});

Deno.test("links are let go by name and by the pod's namespace, and what was taken comes back whatever the file says then", async () => {
  using world = new World();
  const [first, second] = [world.hostName("a"), world.hostName("b")];
  for (const name of [first, second]) world.dummy(name, {}, "host");
  setPolicy({
    hostLinks: { allow: [{ name: first }, { name: `${second}*`, namespaces: ["telco-*"] }] },
  });
  const config = world.config([first, second], { linksInContainer: false });
  const add = (CNI_ARGS: string) => world.call("ADD", config, { variables: { CNI_ARGS } });
  for (
    const args of [
      "",
      "K8S_POD_NAMESPACE=web",
      "K8S_POD_NAMESPACE=xtelco-1",
      "K8S_POD_NAMESPACE=telco-1;K8S_POD_NAMESPACE=web",
      "K8S_POD_NAMESPACE=",
    ]
  ) {
    const reply = await add(args);
    assert.match(reply.stdout, /"code": ?109/, args);
    assert.equal((await world.seeHost()).length, 2);
  }
  assert.equal((await add("IgnoreUnknown=1;K8S_POD_NAMESPACE=telco-1")).exitCode, 0);
  for (const policy of ["{broken", { hostLinks: { allow: [] } }]) {
    setPolicy(policy);
    await world.succeed("CHECK", { ...config, prevResult: JSON.parse((await again()).stdout) });
    await world.succeed("DEL", config);
    assert.equal((await world.seeHost()).length, 2);
    setPolicy({ hostLinks: { allow: [{ name: "*" }] } });
    await world.succeed("ADD", config);
  }
  await world.succeed("DEL", config);

  async function again() {
    setPolicy({ hostLinks: { allow: [{ name: "*" }] } });
    await world.succeed("DEL", config);
    const reply = await add("");
    setPolicy("{broken");
    return reply;
  }
});

Deno.test("a policy that cannot be used lets nothing pass that it governs", async () => {
  using world = new World();
  const [first, second] = [world.hostName("a"), world.hostName("b")];
  for (const name of [first, second]) world.dummy(name, {}, "host");
  world.twoLinks();
  const outside = world.config([first, second], { linksInContainer: false });
  const withIpam = world.config(["net1", "net2"], { ipam: { type: "host-local" } });
  const inside = world.config(["net1", "net2"]);
  const aside = `${POLICY_PATH}.aside`;
  const spoil: readonly [how: string, said: RegExp][] = [
    [`echo '{"hostLinks": {"allow": [{"nmae": "ens*"}]}}' > ${POLICY_PATH}`, /nmae.* is no key/],
    [`echo '{"allowInUse": "yes"}' > ${POLICY_PATH}`, /allowInUse is "yes"/],
    [`echo junk > ${POLICY_PATH}`, /not JSON/],
    [`chown 65534 ${POLICY_PATH}`, /belongs to user 65534/],
    [`chmod 666 ${POLICY_PATH}`, /can be written to by others/],
    [`cp ${POLICY_PATH} ${aside}; ln -sf ${aside} ${POLICY_PATH}`, /is a link/],
    [`ln -sf /dev/zero ${POLICY_PATH}`, /is a link/],
    [`rm ${POLICY_PATH}; mkfifo ${POLICY_PATH}`, /is no regular file/],
    [`rm ${POLICY_PATH}; mkdir ${POLICY_PATH}`, /is no regular file/],
    [`ln ${POLICY_PATH} ${aside}`, /has a second name/],
    [`truncate -s 1G ${POLICY_PATH}`, /has 1073741824 octets/],
    [`chmod 777 /etc/cni/bond`, /others than root may write to its folder/],
  ];
  for (const [how, said] of spoil) {
    setPolicy({ hostLinks: { allow: [{ name: "*" }] } });
    await witness.run(how);
    for (const config of [outside, withIpam]) {
      const { code, msg } = await world.fail("ADD", config);
      assert.equal(code, 109, how);
      assert.match(msg, said);
      assert.match(msg, /\/etc\/cni\/bond\/policy\.json/);
    }
    assert.equal(readNodePolicy().state, "unusable");
    await world.succeed("ADD", inside);
    await world.succeed("DEL", inside);
    await witness.run(`chmod 700 /etc/cni/bond; rm -rf ${POLICY_PATH} ${aside}`);
  }
  assert.equal((await world.seeHost()).length, 2);
});

Deno.test("IPAM plugins are those that the policy names", async () => {
  using world = new World();
  world.twoLinks();
  setPolicy({ ipam: { types: ["static"] } });
  const ipam = { subnet: "192.0.2.0/24", dataDir: world.folder };
  const config = (type: string) =>
    world.config(["net1", "net2"], { cniVersion: "1.0.0", ipam: { type, ...ipam } });
  const { code, msg } = await world.fail("ADD", config("host-local"));
  assert.equal(code, 109);
  assert.match(msg, /ipam\.type "host-local".*\(ipam\.types\)/);
  await world.succeed("DEL", config("host-local"));
  setPolicy({ ipam: { types: ["static", "host-local"] } });
  await world.succeed("ADD", config("host-local"));
  await world.succeed("DEL", config("host-local"));
});
