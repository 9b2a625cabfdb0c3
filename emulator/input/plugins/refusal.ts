/** What the reference plugins refuse, by their own rules but for those of addresses. */

import { isJsonObject, type JsonObject, memberOf, spelledIn } from "../../../cni/mod.ts";
import type { Path } from "../manifests/mod.ts";
import { type Fields, wrongTypeIn } from "./decoding.ts";
import { traitsOf } from "./traits.ts";
import { noAddress, type Refusal } from "./rules.ts";

/** What a plugin refuses, and where. */
interface StockRefusal extends Refusal {
  /** From the plugin's configuration. */
  path: Path;
}

/** Of every configuration. */
const COMMON: Fields = { capabilities: "flagByKey" };
/** Of "dns", of every configuration. */
const DNS: Fields = { nameservers: "texts", domain: "text", search: "texts", options: "texts" };

/**
 * Returns what the plugin refuses in `config`; undefined where it takes it, or its rules are not known.
 * `isKnown` tells which keys its program knows: older ones pass over what is newer.
 */
export function stockRefusal(
  type: string,
  config: JsonObject,
  isKnown?: (key: string) => boolean,
): StockRefusal | undefined {
  const { fields, runtime, refuses } = traitsOf(type);
  if (!fields) return undefined;
  const wrong = wrongTypeIn(config, { ...COMMON, ...fields }, isKnown);
  if (wrong) return { ...wrong, path: [wrong.key] };
  const dns = memberOf(config, "dns");
  const inDns = wrongTypeIn(isJsonObject(dns) ? dns : {}, DNS);
  if (inDns) return { ...inDns, path: [spelledIn(config, "dns"), inDns.key] };
  const asked = runtime && askedRefusal(memberOf(config, "runtimeConfig"), runtime);
  if (asked) return asked;
  const refused = refuses?.(config);
  return refused && { ...refused, path: [spelledIn(config, refused.key)] };
}

/** What the plugin refuses of runtimeConfig. */
function askedRefusal(asked: unknown, fields: Fields): StockRefusal | undefined {
  const at = "runtimeConfig";
  const hint = "leave it out: the runtime makes it of what the pod asks for";
  if (asked === undefined) return undefined;
  if (!isJsonObject(asked)) {
    return { key: at, path: [at], message: `${at} is no object`, hint };
  }
  const wrong = wrongTypeIn(asked, fields) ?? noAddress(asked);
  return wrong && { ...wrong, path: [at, wrong.key], message: `${at}: ${wrong.message}` };
}
