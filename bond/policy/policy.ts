/** The node's policy: what its administrator lets the networks of tenants do. Pure. */

import type { JsonObject } from "../../cni/mod.ts";
import { type Described, type Shape, shapeProblems, shapeSchema } from "./shape.ts";

/** Host links, by properties that must all fit; patterns have "*" for any characters. */
export interface LinkRule {
  name?: string;
  driver?: string;
  pciAddress?: string;
  /** Kubernetes namespaces of the pods that it is for; any when absent. */
  namespaces?: string[];
}

/** What stands in the file. A key that is absent means what it means without the file. */
export interface Policy {
  hostLinks?: {
    /** The host links that may be taken; hardware when absent. */
    allow?: LinkRule[];
    /** Links that are to be taken for hardware although the kernel names no device. */
    hardware?: LinkRule[];
  };
  allowInUse?: boolean;
  ipam?: { types?: string[] };
  log?: { file?: string; level?: LogLevel };
  limits?: { ipamMs?: number };
}

/** How much is logged. */
export type LogLevel = typeof LOG_LEVELS[number];

const LOG_LEVELS = ["error", "info", "debug"] as const;

const text = (pattern: RegExp, allowed: string): Shape => ({ type: "text", pattern, allowed });
const PATTERN: Shape = {
  type: "text",
  // Made when there is a policy to read: what Unicode says of characters takes long to ask.
  get pattern() {
    return /^\P{Cc}{1,255}$/u;
  },
  allowed: 'a pattern, such as "ens*"',
};

const LINK_RULE: Shape = {
  type: "object",
  atLeastOne: true,
  keys: {
    name: { shape: PATTERN, description: 'The link\'s name on the host, such as "ens*".' },
    driver: { shape: PATTERN, description: 'Its device\'s driver, such as "iavf".' },
    pciAddress: {
      shape: text(/^[0-9a-fA-F:.*]{1,32}$/, 'a pattern of PCI addresses, such as "0000:3b:*"'),
      description: 'Its device\'s PCI address, such as "0000:3b:*".',
    },
    namespaces: {
      shape: {
        type: "list",
        min: 1,
        of: text(/^[a-z0-9*-]{1,63}$/, 'a pattern of Kubernetes namespaces, such as "telco-*"'),
      },
      description: "The Kubernetes namespaces of the pods that may take it. Without it: all.",
    },
  },
};

const rules = (description: string): Described => ({
  shape: { type: "list", min: 0, of: LINK_RULE },
  description,
});

const POLICY: Shape = {
  type: "object",
  keys: {
    hostLinks: {
      description: "Links of the host (linksInContainer false).",
      shape: {
        type: "object",
        keys: {
          allow: rules(
            "The only ones that may be taken: each of these, all of whose keys fit. Without it: " +
              "links of which the kernel names the device.",
          ),
          hardware: rules(
            "Links that count as hardware although the kernel names no device, and whose far end " +
              "may be in another namespace.",
          ),
        },
      },
    },
    allowInUse: {
      shape: { type: "boolean" },
      description: "Whether a configuration may take host links that are in use. Without it: no.",
    },
    ipam: {
      description: "Plugins that give addresses.",
      shape: {
        type: "object",
        keys: {
          types: {
            shape: {
              type: "list",
              min: 0,
              of: text(/^[^/\0]{1,255}$/, 'the name of a plugin, such as "host-local"'),
            },
            description: "The only types that a configuration may name. Without it: any.",
          },
        },
      },
    },
    log: {
      description: "What the plugin writes down of its calls.",
      shape: {
        type: "object",
        keys: {
          file: {
            shape: text(/^\/[^\0]{1,4094}$/, 'an absolute path, such as "/var/log/bond.log"'),
            description: "The file. Without it: none.",
          },
          level: {
            shape: { type: "choice", names: LOG_LEVELS },
            description: "How much. Without it: info.",
          },
        },
      },
    },
    limits: {
      description: "Limits of what one call may take.",
      shape: {
        type: "object",
        keys: {
          ipamMs: {
            shape: { type: "integer", min: 1, max: 300_000 },
            description: "How long the IPAM plugin may take to serve ADD, in milliseconds.",
          },
        },
      },
    },
  },
};

/** A policy, or what is wrong with its text. */
type PolicyReading = { policy: Policy; problem?: never } | {
  policy?: never;
  problem: string;
};

/** Reads the text of a policy; the first three problems are told. */
export function parsePolicy(content: string): PolicyReading {
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch {
    return { problem: "it is not JSON" };
  }
  const problems = shapeProblems(POLICY, json);
  // Its shape has been looked at.
  if (problems.length === 0) return { policy: json as Policy };
  const more = problems.length > 3 ? [`and ${problems.length - 3} more`] : [];
  return { problem: [...problems.slice(0, 3), ...more].join("; ") };
}

/** Returns the JSON Schema (2020-12) of the policy. */
export function policyJsonSchema(): JsonObject {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Policy of a node for networks of type bond",
    ...shapeSchema(POLICY),
  };
}
