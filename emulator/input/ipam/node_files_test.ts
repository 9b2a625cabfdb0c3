import assert from "node:assert/strict";
import { pathFaults, resolverOf } from "./node_files.ts";

/** A machine with these folders and a file /etc/passwd. */
const entryAt = (path: string) =>
  path === "/etc/passwd" ? "file" : ["/etc", "/run"].includes(path) ? "folder" : "nothing";

Deno.test("a file of name servers that is missing is the node's where nodes keep such, and the lab makes it", () => {
  for (const resolvConf of ["/etc/kubernetes/resolv.conf", "/run/systemd/resolve/resolv.conf"]) {
    assert.equal(resolverOf({ resolvConf }, entryAt), resolvConf);
    assert.deepEqual(pathFaults({ resolvConf }, entryAt), []);
  }
});

Deno.test("no path of a manifest has the lab make a file anywhere else", () => {
  const elsewhere = [
    ...["resolv.conf", "/", "/etc", "/etc/", "/etc//x", "/nowhere/x", "/proc/x", "/dev/x"],
    ...["/etc/../proc/x", "/run/./x", "/etc/x/..", "/etc/passwd/x", "/tmp/x", "/etcetera/x"],
  ];
  for (const resolvConf of elsewhere) {
    assert.equal(resolverOf({ resolvConf }, entryAt), undefined, resolvConf);
    assert.deepEqual(
      pathFaults({ resolvConf }, entryAt).map(({ key }) => key),
      ["resolvConf"],
      resolvConf,
    );
  }
});
