/** What the JSON document of a replay consists of: the schema that documents it. */

import * as z from "zod";

const ms = z.number().min(0);
const json = z.record(z.string(), z.unknown());
const name = z.string();

const position = z.strictObject({
  file: z.string(),
  document: z.int().describe("from 0"),
  path: z.string().describe("such as spec.config"),
  line: z.int().describe("from 1"),
  column: z.int().describe("from 1"),
});

const excerpt = z.strictObject({
  firstLine: z.int().describe("the number of the first of them, from 1"),
  lines: z.array(z.string()),
}).describe("the lines round the position");

const diagnostic = z.looseObject({
  code: z.string().describe("stable, for filters and tests"),
  severity: z.enum(["error", "warning", "info"]),
  message: z.string(),
  path: z.string(),
  hint: z.string().describe('what to do; "" when there is nothing to do'),
  position: position.exactOptional(),
  source: excerpt.exactOptional(),
});

const podLink = z.looseObject({
  index: z.int(),
  name,
  kind: z.string().describe('the driver\'s; "" for what looks like hardware to the pod'),
  mac: z.string(),
  mtu: z.int().describe("octets"),
  up: z.boolean(),
  flags: z.array(z.string()).describe("as iproute2 names them: LOWER_UP is a carrier"),
  operState: z.string(),
  master: name.exactOptional().describe("the bond or bridge that it is a port of"),
  addresses: z.array(z.string()).describe("CIDRs, without link-local ones"),
  bond: z.record(z.string(), z.string()).exactOptional().describe(
    "of bonds: options by the kernel's names, and active_slave",
  ),
  bondPort: json.exactOptional().describe("of ports of a bond: state and miiStatus, and the like"),
}).describe("a link of a pod");

const call = z.strictObject({
  command: z.string(),
  network: name.describe("the attachment, as namespace/name"),
  type: z.string().describe("of the plugin"),
  ifname: name,
  plugin: z.string().describe("path of the program"),
  config: json.describe("what it was given on stdin"),
  environment: z.record(z.string(), z.string()).describe("the variables of the protocol"),
  exitCode: z.int().describe("-1 when it could not be started, or was killed"),
  durationMs: ms,
  result: json.exactOptional().describe("what a successful ADD returned"),
  error: z.strictObject({ code: z.int(), msg: z.string(), details: z.string() }).exactOptional(),
  stderr: z.string().exactOptional(),
  scenarioStep: z.int().exactOptional().describe("position of the step that made the call, from 0"),
  measured: z.strictObject({
    startMs: ms.describe("since the replay began"),
    links: z.array(
      z.strictObject({ before: podLink.exactOptional(), after: podLink.exactOptional() }),
    ).describe("links of the pod that are different after it"),
  }),
}).describe("one plugin that ran");

const pod = z.strictObject({
  pod: z.string().describe("namespace/name"),
  verdict: z.enum(["ok", "failed", "leaked", "unexpected"]),
  failures: z.array(z.string()).describe("what the container runtime was told"),
  chain: z.array(z.strictObject({
    network: name,
    ifname: name,
    types: z.array(z.string()).describe("of its plugins, in their order"),
    device: z.string().exactOptional().describe("PCI address"),
    position: position.exactOptional(),
    source: excerpt.exactOptional(),
  })).describe("its attachments in their order"),
  steps: z.array(call),
  podLinks: z.array(podLink).describe("when all networks were attached"),
  networkStatus: z.array(z.unknown()),
  annotations: z.record(z.string(), z.string()),
  leaks: z.array(z.looseObject({ message: z.string() })),
  changes: z.array(z.looseObject({ message: z.string(), by: z.string() })).exactOptional().describe(
    "what is not as before, as the plugin that changed it always leaves it",
  ),
  diagnostics: z.array(diagnostic),
});

const flow = z.strictObject({
  sent: z.int(),
  lost: z.int(),
  duplicated: z.int(),
  maxGapMs: ms.describe("the longest time during which nothing came through"),
  sentMs: z.array(ms).describe("when each frame left, since the step began"),
  arrivedMs: z.array(ms.nullable()).describe("in the same order; null for lost ones"),
  gap: z.strictObject({ fromMs: ms, toMs: ms }).describe("the longest one"),
});

const mark = z.strictObject({
  atMs: ms.describe("since the step began"),
  what: z.string().describe("in words"),
  kind: z.string(),
  pod: z.string().exactOptional(),
  link: name.exactOptional(),
  from: z.string().exactOptional(),
  to: z.string().exactOptional(),
});

const wanted = z.json().describe("what the scenario says there");

const unmet = z.strictObject({
  key: z.string().describe("of what was expected, such as traffic.maxGapMs"),
  wanted,
  got: z.json().describe("what was instead; null where there was nothing"),
  message: z.string().describe("both in a sentence"),
});

const step = z.strictObject({
  what: z.string(),
  action: json,
  expect: json.exactOptional(),
  position: position.exactOptional(),
  source: excerpt.exactOptional(),
  outOfService: z.array(name).describe("cables, functions and switches, after it"),
  failures: z.array(z.string()),
  unmet: z.array(unmet).describe("what was not as expected"),
  durationMs: ms,
  measured: z.strictObject({
    startMs: ms.describe("since the replay began; 0 for what was not played"),
    timeline: z.array(mark),
    flows: z.record(z.string(), flow),
    links: z.record(z.string(), z.array(podLink)).describe("of each pod, at its beginning"),
  }),
}).describe("a step of the scenario");

/** The document that `--output json` gives of one replay. */
export const reportSchema = z.strictObject({
  exitStatus: z.int().min(0).max(3),
  verdict: z.enum(["ok", "failed", "leaked", "unexpected", "wrong"]),
  name,
  description: z.string(),
  node: json.describe("cards, virtual functions, switches and hosts"),
  complete: z.boolean().describe("whether the manifests let everything be replayed"),
  diagnostics: z.array(diagnostic),
  kernel: z.strictObject({ provider: z.string(), release: z.string() }),
  pods: z.array(pod),
  scenario: z.array(step),
  measured: z.strictObject({
    summary: z.string().describe("how it came out, in a sentence"),
    repeats: z.strictObject({
      replays: z.int(),
      asExpected: z.int(),
      measures: z.array(z.strictObject({
        step: z.string(),
        name: z.string(),
        unit: z.enum(["ms", ""]),
        values: z.array(z.number()).describe("of each replay that has it"),
        min: z.number(),
        median: z.number(),
        max: z.number(),
      })),
      missed: z.array(z.strictObject({
        step: z.string(),
        key: z.string(),
        wanted,
        replays: z.array(z.int()).describe("their numbers, from 1"),
        got: z.array(z.json()).describe("of each time that it was not met"),
      })).describe("what was not as expected in some of them"),
    }).exactOptional().describe("of all replays, with --repeat; the rest is about the first"),
  }),
});

/** Returns the JSON Schema of the document. What may differ from run to run is durationMs and measured. */
export function reportJsonSchema(): unknown {
  return z.toJSONSchema(reportSchema, { io: "output" });
}
