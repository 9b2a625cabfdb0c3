/** Networks that OpenShift's network operator makes definitions of. */

import * as z from "zod";
import { DEFAULT_NAMESPACE } from "../names.ts";
import { checkSource } from "./check.ts";
import { composedText, membersOf, type Piece } from "./composed_text.ts";
import type { Path } from "./path.ts";
import type { Source } from "./source.ts";
import type { SourceText } from "./source_text.ts";
import type { Manifests } from "./types.ts";

const API = "operator.openshift.io/v1";

const simpleSchema = z.object({
  master: z.string().nullish(),
  mode: z.string().nullish(),
  mtu: z.number().int().nullish(),
  ipamConfig: z.object({ type: z.string().nullish() }).nullish(),
});

const schema = z.object({
  spec: z.object({
    additionalNetworks: z.array(z.object({
      name: z.string(),
      namespace: z.string().nullish(),
      rawCNIConfig: z.string().nullish(),
      simpleMacvlanConfig: simpleSchema.nullish(),
    })).nullish(),
  }).nullish(),
});

/** Whether `value` is the configuration of that operator, among the many kinds that are called Network. */
export function isNetworkOperator({ apiVersion }: { apiVersion?: unknown }): boolean {
  return apiVersion === API;
}

/** Adds the definitions that the operator makes. */
export function readAdditionalNetworks(source: Source, { networks, findings }: Manifests): void {
  const operator = checkSource(source, schema, findings);
  for (const [i, network] of (operator?.spec?.additionalNetworks ?? []).entries()) {
    const path = ["spec", "additionalNetworks", i];
    const { name, namespace, rawCNIConfig, simpleMacvlanConfig } = network;
    networks.push({
      name,
      namespace: namespace || DEFAULT_NAMESPACE,
      annotations: new Map(),
      config: rawCNIConfig
        ? source.textAt([...path, "rawCNIConfig"], rawCNIConfig)
        : macvlan(name, simpleMacvlanConfig ?? {}, source, [...path, "simpleMacvlanConfig"]),
      source: source.part(path, network),
    });
  }
}

function macvlan(
  name: string,
  { master, mode, mtu, ipamConfig }: z.output<typeof simpleSchema>,
  source: Source,
  path: Path,
): SourceText {
  const members = Object.entries({
    cniVersion: "0.3.1",
    name,
    type: "macvlan",
    mode: mode?.toLowerCase() || "bridge",
    ...(master ? { master } : {}),
    ...(mtu ? { mtu } : {}),
  }).map(([key, value]) => ({ key, value, from: [...path, key] }));
  const plain = (text: string): Piece => ({ text, from: [...path, "ipamConfig"] });
  const ipam = (ipamConfig?.type ?? "dhcp").toLowerCase();
  return composedText(source, [
    plain("{"),
    ...membersOf(members),
    plain(`,"ipam":${JSON.stringify({ type: ipam })}}`),
  ]);
}
