/** The configuration as JSON Schema, for editors and for whoever checks manifests. Made from the tables. */

import * as z from "zod/mini";
import type { JsonObject } from "../../cni/mod.ts";
import { BOND_OPTIONS } from "./options.ts";
import { bondConfigSchema, SELECTOR_KEYS } from "./schema.ts";
import { LINK_SETTINGS, RESTORE_KEYS, SETTINGS } from "./settings.ts";
import { describeType, type ValueType } from "./values.ts";

/** Returns the JSON Schema (2020-12) of the configuration of one network. */
export function bondJsonSchema(): JsonObject {
  const registry = z.registry<JsonObject>();
  const { shape } = bondConfigSchema;
  for (const option of BOND_OPTIONS) {
    const { key, value, description, kernelName, since } = option;
    const modes = "modes" in option ? ` Only in ${option.modes.join(", ")}.` : "";
    registry.add(shape[key], {
      ...typeSchema(value),
      description: `${description}${modes} Without it: ${option.default}. Kernel: ${kernelName}, ` +
        `since Linux ${since}.`,
    });
  }
  for (const setting of SETTINGS) {
    registry.add(shape[setting.key], settingSchema(setting));
  }
  registry.add(shape.mtu, MTU_SCHEMA);
  registry.add(shape.links, linksSchema());
  registry.add(shape.restore, restoreSchema());
  const { properties, ...schema } = z.toJSONSchema(bondConfigSchema, {
    io: "input",
    unrepresentable: "any",
    metadata: registry,
  });
  return {
    ...schema,
    title: "Configuration of a network of type bond",
    properties: { ...PROTOCOL_PROPERTIES, ...properties },
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

const MTU_SCHEMA: JsonObject = {
  description: "MTU of the bond in octets. auto: the smallest of the links'. Without it, or 0: " +
    "that and at most 1500.",
  anyOf: [
    { type: "integer", minimum: 68, maximum: 65535 },
    { enum: [0, "0", "auto"] },
    { type: "string", pattern: "^[0-9]+$" },
  ],
};

function settingSchema(
  { value, description, default: without }: {
    value: ValueType;
    description: string;
    default: string;
  },
): JsonObject {
  return { ...typeSchema(value), description: `${description} Without it: ${without}.` };
}

function linksSchema(): JsonObject {
  const settings = LINK_SETTINGS.map((setting) => [setting.key, settingSchema(setting)] as const);
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
  }
}
