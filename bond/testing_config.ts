/** For tests of the configuration: a small one with changes, accepted or refused. */

import assert from "node:assert/strict";
import { type JsonObject, parseConfigHeader, parseNetworkConfig } from "../cni/mod.ts";
import {
  type BondConfig,
  ConfigError,
  type ConfigProblem,
  parseBondConfig,
  type ParsedConfig,
  type Purpose,
} from "./config/mod.ts";

const MINIMAL: JsonObject = {
  cniVersion: "1.0.0",
  name: "bond-net",
  type: "bond",
  mode: "active-backup",
  miimon: 100,
  linksInContainer: true,
  links: [{ name: "net1" }, { name: "net2" }],
};

/** Returns what the small configuration means with `changes`; null takes a key away. Throws ConfigError. */
export function parse(
  changes: JsonObject = {},
  args?: Map<string, string>,
  purpose?: Purpose,
): ParsedConfig {
  const stdin = new TextEncoder().encode(JSON.stringify({ ...MINIMAL, ...changes }));
  return parseBondConfig(parseNetworkConfig(parseConfigHeader(stdin), "ADD"), args, purpose);
}

/** Returns the configuration, which must be accepted. */
export function accepted(changes: JsonObject = {}): BondConfig {
  return parse(changes).config;
}

/** Returns what is wrong with the configuration, which must be refused. */
export function refused(changes: JsonObject): readonly ConfigProblem[] {
  try {
    parse(changes);
  } catch (error) {
    assert(error instanceof ConfigError);
    assert.equal(error.code, 7);
    return error.problems;
  }
  assert.fail(`accepted ${JSON.stringify(changes)}`);
}

/** Returns the keys of what is wrong with the configuration. */
export function refusedKeys(changes: JsonObject): string[] {
  return refused(changes).map(({ key }) => key);
}
