/** The document ChainScenario: a node, what happens on it, and what must come of it. */

import * as z from "zod";
import { CNI_VERSIONS } from "../../../cni/mod.ts";
import { expectSchema } from "./expect_schema.ts";
import { label, linkName, podName } from "../fields.ts";
import { CALLER_NAMES } from "../replay/mod.ts";
import { nodeSchema } from "./node_schema.ts";
import { ACTION_NAMES } from "../actions/mod.ts";
import { stepSchema } from "./step_schema.ts";

/** The apiVersion of the document; no API server knows it. */
export const SCENARIO_API = "emulator.bond/v1";

const namespaces = z.array(z.string());

const settingsSchema = z.strictObject({
  runtime: z.enum(CALLER_NAMES).default("multus"),
  clusterNetwork: z.union([z.record(z.string(), z.unknown()), z.string()]).exactOptional()
    .describe(
      "the CNI configuration of eth0, or its name or path as in Multus' own configuration; a bridge " +
        "where this is missing",
    ),
  defaultNetworks: z.array(z.string()).exactOptional().describe(
    "networks of every pod, beside eth0",
  ),
  systemNamespaces: namespaces.exactOptional(),
  multusNamespace: z.string().exactOptional(),
  namespaceIsolation: z.boolean().exactOptional(),
  globalNamespaces: namespaces.exactOptional(),
  retryDeleteOnError: z.boolean().exactOptional(),
  auxiliaryCNIChainName: z.string().exactOptional()
    .describe(
      "a chain that every pod's networks end with, of the plugins in confDir's folder of the name",
    ),
  readinessIndicatorFile: z.string().exactOptional()
    .describe("the file that Multus waits for before it attaches pods"),
  defaultNetworkReady: z.boolean().exactOptional()
    .describe("whether that file is there; it is where this is missing"),
  resourcesInjector: z.boolean().exactOptional().describe(
    "whether the webhook network-resources-injector adds what pods do not ask for",
  ),
  confDir: z.string().exactOptional()
    .describe("folder with CNI configurations, from the scenario's own folder"),
  subnetFile: z.string().exactOptional()
    .describe("flannel's subnet.env, from the scenario's own folder"),
}).describe("what the cluster has decided: Multus' configuration and the like");

const podEntry = z.strictObject({
  name: podName,
  net: z.string().exactOptional().describe(
    "a CNI configuration that the runtime runs for it itself, from the scenario's own folder; " +
      "without it the pod is one of the manifests",
  ),
  interface: linkName.exactOptional().describe(
    "with net: the interface that the runtime asks for; eth0 else",
  ),
}).check((context) => {
  const { net, interface: ifname } = context.value;
  if (ifname === undefined || net !== undefined) return;
  context.issues.push({
    code: "custom",
    input: ifname,
    path: ["interface"],
    message: "it goes with net: the interfaces of other pods are in their annotations",
  });
});

/** The whole document. */
export const scenarioSchema = z.strictObject({
  apiVersion: z.literal(SCENARIO_API),
  kind: z.literal("ChainScenario"),
  metadata: z.object({ name: label, namespace: z.string().exactOptional() }),
  description: z.string().exactOptional().describe("what it shows"),
  needs: z.strictObject({ cni: z.enum(CNI_VERSIONS) }).exactOptional().describe(
    "the version of CNI that the stock plugins must speak; where theirs are older it is not replayed",
  ),
  node: nodeSchema.prefault({}),
  settings: settingsSchema.prefault({}),
  pods: z.array(podEntry).exactOptional()
    .describe(
      "the pods of the scenario in their order; all of the manifests where this is missing",
    ),
  steps: z.array(stepSchema).exactOptional().describe(
    "what happens while the pods live: they are attached before the first step and detached after " +
      "the last one, except where steps do that themselves",
  ),
  repeat: z.int().min(1).max(1000).exactOptional().describe(
    "how often it is replayed where no --repeat says: what is expected is expected of each replay",
  ),
  expect: expectSchema.prefault({}),
});

/** The document, defaults filled in. */
export type ScenarioDocument = z.output<typeof scenarioSchema>;
/** The settings of a scenario. */
export type ScenarioSettings = z.output<typeof settingsSchema>;
/** A pod of a scenario. */
export type ScenarioPod = z.output<typeof podEntry>;

/** Returns the JSON Schema (2020-12) of the document, as people write it. */
export function scenarioJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(scenarioSchema, {
    io: "input",
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema !== stepSchema) return;
      jsonSchema.oneOf = ACTION_NAMES.map((action) => ({ required: [action] }));
    },
  });
}
