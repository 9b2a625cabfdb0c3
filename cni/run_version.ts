/** VERSION, which needs neither a configuration nor a plugin. */

import type { Host } from "./host.ts";
import { isJsonObject, parseJson } from "./json.ts";
import { CNI_VERSIONS, CURRENT_VERSION, isCniVersion } from "./version.ts";

/** How long VERSION waits for a stdin that it can do without, in milliseconds. */
const STDIN_MS = 300;

/** Answers VERSION. Returns the exit code: 0, or 1 when nobody reads stdout any more. Never throws. */
export async function runVersion(host: Host): Promise<number> {
  const text = versionText(await host.readStdinWithin(STDIN_MS));
  try {
    host.writeStdout(new TextEncoder().encode(text));
    return 0;
  } catch (problem) {
    host.writeStderr(`cannot answer VERSION: ${problem}\n`);
    return 1;
  }
}

/** VERSION echoes the version it was asked in, where that is one. */
function versionText(stdin: Uint8Array): string {
  let cniVersion: string = CURRENT_VERSION;
  try {
    const json = parseJson(stdin);
    const asked = isJsonObject(json) ? json["cniVersion"] : undefined;
    if (typeof asked === "string" && isCniVersion(asked)) cniVersion = asked;
  } catch {
    // VERSION needs no configuration.
  }
  return `${JSON.stringify({ cniVersion, supportedVersions: CNI_VERSIONS })}\n`;
}
