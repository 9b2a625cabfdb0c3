/** The configuration as JSON Schema, for editors and for whoever checks manifests. Made from the tables. */

import type { JsonObject } from "../../cni/mod.ts";
import { LINK_ENTRIES, SELECTOR_KEYS } from "./link_config.ts";
import { describeDefault, type Entry, type PortOption } from "./option.ts";
import { BOND_OPTIONS } from "./options.ts";
import { RESTORE_KEYS } from "./restore_keys.ts";
import { SETTINGS } from "./settings.ts";
import { describeType, type ValueType } from "./values.ts";

/** Returns the JSON Schema (2020-12) of the configuration of one network. */
export function bondJsonSchema(): JsonObject {
  const options = BOND_OPTIONS.map((
    option,
  ) => [
    option.key,
    entrySchema(option, `Kernel: ${option.kernelName}, since Linux ${option.since}.`),
  ]);
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    additionalProperties: {},
    title: "Configuration of a network of type bond",
    properties: {
      ...PROTOCOL_PROPERTIES,
      ...Object.fromEntries(options),
      ...Object.fromEntries(SETTINGS.map((setting) => [setting.key, entrySchema(setting)])),
      links: linksSchema(),
      restore: restoreSchema(),
    },
    required: ["name", "type", "mode", "links"],
    anyOf: [{ required: ["miimon"] }, { required: ["arpInterval"] }],
  };
}

/** Keys of the protocol, which every configuration has or may have. */
const PROTOCOL_PROPERTIES: JsonObject = {
  cniVersion: { type: "string", description: "Version of the CNI specification." },
  name: {
    type: "string",
    pattern: "^[A-Za-z0-9][A-Za-z0-9_.-]*$",
    description: "The network's name.",
  },
  type: { const: "bond", description: "The plugin." },
  ipam: {
    type: "object",
    description: "The plugin that gives addresses, and its keys. Without it: layer 2 only.",
    properties: { type: { type: "string", not: { const: "bond" } } },
  },
  dns: { type: "object", description: "Settings of the resolver, passed on in the result." },
  capabilities: {
    type: "object",
    description: "mac: the bond's MAC address per pod. ips: addresses, for the IPAM plugin.",
    additionalProperties: { type: "boolean" },
  },
};

function entrySchema(
  entry: Entry & Partial<Pick<PortOption, "modes">>,
  more: string = "",
): JsonObject {
  const { modes, description } = entry;
  const words = [
    description,
    modes ? `Only in ${modes.join(", ")}.` : "",
    `Without it: ${describeDefault(entry)}.`,
    more,
  ];
  return {
    ...typeSchema(entry.value),
    description: words.filter((word) => word !== "").join(" "),
  };
}

function linksSchema(): JsonObject {
  const settings = LINK_ENTRIES.map((entry) =>
    [
      entry.key,
      entrySchema(entry, "since" in entry ? `Since Linux ${entry.since}.` : ""),
    ] as const
  );
  return {
    type: "array",
    minItems: 1,
    description:
      "The links of the bond: names, or objects that select a link by its name, its PCI " +
      "address or its MAC address.",
    items: {
      anyOf: [
        { type: "string" },
        {
          type: "object",
          properties: {
            ...Object.fromEntries(SELECTOR_KEYS.map((key) => [key, { type: "string" }])),
            ...Object.fromEntries(settings),
          },
          oneOf: SELECTOR_KEYS.map((key) => ({ required: [key] })),
        },
      ],
    },
  };
}

function restoreSchema(): JsonObject {
  const properties = RESTORE_KEYS.map((key) => [key, typeSchema({ type: "boolean" })] as const);
  return {
    type: "object",
    description: "What DEL gives back to each link. Without it: everything.",
    properties: Object.fromEntries(properties),
  };
}

/** Returns what JSON can say about the lenient forms of a value. */
function typeSchema(type: ValueType): JsonObject {
  switch (type.type) {
    case "integer":
      return {
        anyOf: [
          { type: "integer", minimum: type.min, maximum: type.max },
          { type: "string", pattern: "^[+-]?[0-9]+$" },
        ],
      };
    case "enum": {
      const numbers = Object.values(type.names);
      return { enum: [...Object.keys(type.names), ...numbers, ...numbers.map(String)] };
    }
    case "boolean":
      return { enum: [true, false, 0, 1, "0", "1", "on", "off", "true", "false"] };
    case "choice":
      return { enum: [...type.names] };
    case "ipv4List":
    case "ipv6List":
      return {
        anyOf: [
          { type: "array", items: { type: "string" }, minItems: 1, maxItems: type.max },
          { type: "string", description: describeType(type) },
        ],
      };
    case "mac":
      return {
        type: "string",
        pattern: "^([0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}$|^([0-9A-Fa-f]{4}\\.){2}[0-9A-Fa-f]{4}$",
      };
    case "link":
      return { type: "string", minLength: 1, maxLength: 15 };
    case "text":
      return { type: "string", maxLength: type.maxOctets };
    case "path":
      return { type: "string", pattern: "^/" };
    case "mtu":
      return {
        anyOf: [
          { type: "integer", minimum: type.min, maximum: type.max },
          { enum: [0, "0", "auto"] },
          { type: "string", pattern: "^[0-9]+$" },
        ],
      };
  }
}
