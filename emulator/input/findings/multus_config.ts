/** Multus cannot read its own configuration. */

import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `multus-config`. */
export const multusConfig = defineRule({
  code: "multus-config",
  severity: "error",
  replay: "none",
  title: "Multus cannot read its own configuration",
  why: "Multus refuses every pod.",
  remedy: "Correct the ConfigMap.",
  wrong: variation({
    more: `apiVersion: v1
kind: ConfigMap
metadata:
  name: multus-daemon-config
data:
  daemon-config.json: '{"namespaceIsolation": "yes"}'
`,
  }),
  right: variation({
    more: `apiVersion: v1
kind: ConfigMap
metadata:
  name: multus-daemon-config
data:
  daemon-config.json: '{"namespaceIsolation": true}'
`,
  }),
});
