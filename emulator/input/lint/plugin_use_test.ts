import assert from "node:assert/strict";
import type { Delegate } from "../model.ts";
import { isVersionKey, macAskedOf } from "./plugin_use.ts";

Deno.test("a MAC address is asked for by runtimeConfig, or else by CNI_ARGS", () => {
  const asked = (runtimeConfig: Record<string, unknown>, cniArgs: [string, string][] = []) =>
    macAskedOf({ runtimeConfig, cniArgs, addArgs: [] } as unknown as Delegate);
  const [one, other] = ["02:00:00:00:00:01", "02:00:00:00:00:02"] as const;
  assert.equal(asked({ mac: one }), one);
  assert.equal(asked({}, [["MAC", other]]), other);
  assert.equal(asked({ mac: one }, [["MAC", other]]), one);
  assert.equal(asked({}), "");
});

Deno.test("a key looks like cniVersion in another spelling, or with a slip of the pen", () => {
  for (const key of ["version", "cni_version", "cni-version", "cniVersn", "cniVerison"]) {
    assert.equal(isVersionKey(key), true, key);
  }
  for (const key of ["cniVersions", "cniVers", "revision", "name"]) {
    assert.equal(isVersionKey(key), false, key);
  }
});
