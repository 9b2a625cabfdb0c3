/** The plugin dhcp: what it refuses; which addresses it gives is the server's matter. */

import { type JsonObject, memberOf, spelledIn } from "../../../cni/mod.ts";
import type { Path } from "../manifests/mod.ts";
import { objectsAt, textAt } from "./fields.ts";
import { misconfigured } from "./outcome.ts";

/** The options of DHCP that the plugin knows by name; others have numbers. */
const OPTIONS: readonly string[] = [
  "dhcp-client-identifier",
  "subnet-mask",
  "routers",
  "host-name",
  "user-class",
  "vendor-class-identifier",
];

/** Asks the plugin, which gives what a server tells it. Throws IpamRefusal. */
export function askDhcp(ipam: JsonObject): void {
  textAt(ipam, "daemonSocketPath", []);
  for (const { object, path } of objectsAt(ipam, "provide", [])) {
    expectOption(object, path, false);
    for (const key of ["value", "fromArg"]) textAt(object, key, path);
  }
  for (const { object, path } of objectsAt(ipam, "request", [])) {
    const skips = memberOf(object, "skipDefault");
    if (skips !== undefined && typeof skips !== "boolean") {
      throw misconfigured(
        [...path, spelledIn(object, "skipDefault")],
        `skipDefault is ${JSON.stringify(skips)}, and true or false is due`,
        "write true or false, without quotes",
      );
    }
    expectOption(object, path, skips === true);
  }
}

function expectOption(object: JsonObject, path: Path, isSpared: boolean): void {
  const option = textAt(object, "option", path) ?? "";
  const isNumber = /^\d{1,3}$/.test(option) && Number(option) <= 255;
  if (OPTIONS.includes(option) || isNumber || (isSpared && option === "")) return;
  throw misconfigured(
    option === "" ? path : [...path, spelledIn(object, "option")],
    option === "" ? "an option is missing" : `there is no option ${JSON.stringify(option)}`,
    `name one of ${OPTIONS.join(", ")}, or write its number in quotes`,
  );
}
