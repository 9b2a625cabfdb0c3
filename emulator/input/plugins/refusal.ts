/** What the reference plugins refuse, by their own rules but for those of addresses. */

import { isJsonObject, type JsonObject, memberOf, spelledIn } from "../../../cni/mod.ts";
import type { Path } from "../manifests/mod.ts";
import { type Fields, wrongTypeIn } from "./decoding.ts";
import { traitsOf } from "./traits.ts";
import type { Refusal } from "./rules.ts";

/** What a plugin refuses, and where. */
interface StockRefusal extends Refusal {
  /** From the plugin's configuration. */
  path: Path;
}

/** Of every configuration. */
const COMMON: Fields = { capabilities: "flagByKey" };
/** Of "dns", of every configuration. */
const DNS: Fields = { nameservers: "texts", domain: "text", search: "texts", options: "texts" };

/** Returns what the plugin refuses in `config`; undefined where it takes it, or its rules are not known. */
export function stockRefusal(type: string, config: JsonObject): StockRefusal | undefined {
  const { fields, refuses } = traitsOf(type);
  if (!fields) return undefined;
  const wrong = wrongTypeIn(config, { ...COMMON, ...fields });
  if (wrong) return { ...wrong, path: [wrong.key] };
  const dns = memberOf(config, "dns");
  const inDns = wrongTypeIn(isJsonObject(dns) ? dns : {}, DNS);
  if (inDns) return { ...inDns, path: [spelledIn(config, "dns"), inDns.key] };
  const refused = refuses?.(config);
  return refused && { ...refused, path: [spelledIn(config, refused.key)] };
}
