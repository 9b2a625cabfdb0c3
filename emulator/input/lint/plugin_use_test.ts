import assert from "node:assert/strict";
import type { Delegate } from "../model.ts";
import { macAskedOf } from "./plugin_use.ts";

Deno.test("a MAC address is asked for by runtimeConfig, or else by CNI_ARGS", () => {
  const asked = (runtimeConfig: Record<string, unknown>, cniArgs: [string, string][] = []) =>
    macAskedOf({ runtimeConfig, cniArgs, addArgs: [] } as unknown as Delegate);
  const [one, other] = ["02:00:00:00:00:01", "02:00:00:00:00:02"] as const;
  assert.equal(asked({ mac: one }), one);
  assert.equal(asked({}, [["MAC", other]]), other);
  assert.equal(asked({ mac: one }, [["MAC", other]]), one);
  assert.equal(asked({}), "");
});
