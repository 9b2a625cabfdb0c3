import assert from "node:assert/strict";
import { explainPolicy } from "./explain.ts";

Deno.test("what a policy means is said in one line", () => {
  assert.equal(
    explainPolicy({ state: "absent" }).meaning,
    "absent; host links: hardware; none that is in use; any IPAM plugin",
  );
  const allow = [{ name: "ens*" }, { driver: "iavf", namespaces: ["telco-*"] }];
  const policy = { hostLinks: { allow }, allowInUse: true, ipam: { types: [] } };
  assert.equal(
    explainPolicy({ state: "valid", policy }).meaning,
    "host links: ens*, driver iavf for pods of telco-*; also those in use, where asked for; " +
      "IPAM plugins: none",
  );
  const log = { file: "/var/log/bond.log" };
  assert.match(
    explainPolicy({ state: "valid", policy: { log, limits: { ipamMs: 5000 } } }).meaning,
    /; IPAM plugins have 5000 ms; log: \/var\/log\/bond\.log \(info\)$/,
  );
  assert.equal(explainPolicy({ state: "unusable", problem: "not JSON" }).problem, "not JSON");
});
