/** Scenarios for tests. */

import { readManifests } from "../../input/manifests/mod.ts";
import { readScenario } from "./read.ts";

const HEAD = `apiVersion: emulator.bond/v1
kind: ChainScenario
metadata:
  name: test
`;

/** Returns what a document with `body`, from its fifth line on, is read as. */
export function scenarioOf(body: string): ReturnType<typeof readScenario> {
  return readScenario(readManifests([{ file: "folder/scenario.yaml", text: HEAD + body }]));
}

/** Returns what is wrong with a document, as "line:column message". */
export function complaints(body: string): string[] {
  return scenarioOf(body).findings.map(({ position, message }) =>
    `${position?.line}:${position?.column} ${message}`
  );
}
