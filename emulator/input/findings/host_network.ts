/** A pod on the host's network. */

import { documents } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `host-network`. */
export const hostNetwork = defineRule({
  code: "host-network",
  severity: "warning",
  replay: "all",
  title: "a pod on the host's network",
  why: "No plugin runs for such a pod: it has the node's interfaces, and no network of its " +
    "own.",
  remedy: "Remove hostNetwork to attach networks.",
  wrong: documents(
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: app\nspec:\n  hostNetwork: true\n",
  ),
  right: documents("apiVersion: v1\nkind: Pod\nmetadata:\n  name: app\nspec: {}\n"),
});
