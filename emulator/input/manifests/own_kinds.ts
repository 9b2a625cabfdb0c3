/** Kinds of Kubernetes itself that have a part here, and the API version that serves each. */

import { isJsonObject } from "../../../cni/mod.ts";
import { findingAt } from "../finding.ts";
import type { Finding } from "../model.ts";
import { isSlip } from "../words/mod.ts";
import type { Source } from "./source.ts";
import type { ManifestCode } from "./types.ts";

/** Those that went (extensions/v1beta1, apps/v1beta2, batch/v1beta1) are served by no cluster of today. */
const SERVED_BY: Readonly<Record<string, string>> = {
  Pod: "v1",
  ConfigMap: "v1",
  ReplicationController: "v1",
  Deployment: "apps/v1",
  StatefulSet: "apps/v1",
  DaemonSet: "apps/v1",
  ReplicaSet: "apps/v1",
  Job: "batch/v1",
  CronJob: "batch/v1",
};

/** Returns the finding that no API version of that name serves the object's kind; undefined where one may. */
export function unservedKind(source: Source): Finding<ManifestCode> | undefined {
  const { apiVersion, kind } = isJsonObject(source.value) ? source.value : {};
  const due = typeof kind === "string" && Object.hasOwn(SERVED_BY, kind) && SERVED_BY[kind];
  if (!due || apiVersion === due || isForeign(apiVersion)) return undefined;
  return findingAt(source.position(["apiVersion"]), {
    code: "api-version",
    message: `a ${kind} has apiVersion ${due}, not ${JSON.stringify(apiVersion) ?? "none"}`,
    hint: `write apiVersion: ${due}`,
  });
}

/** Returns the kind of Kubernetes that the object's was probably meant to be; undefined where it may be another's. */
export function meantKind(source: Source): { kind: string; apiVersion: string } | undefined {
  const { apiVersion, kind } = isJsonObject(source.value) ? source.value : {};
  if (typeof kind !== "string") return undefined;
  const found = Object.entries(SERVED_BY).find(([own, served]) =>
    served === apiVersion && isMeant(kind.toLowerCase(), own.toLowerCase())
  );
  return found && { kind: found[0], apiVersion: found[1] };
}

function isMeant(written: string, own: string): boolean {
  return written === own || written === `${own}s` || isSlip(written, own);
}

/** Groups with a dot are others': they may have a kind of the same name, as OpenKruise has a StatefulSet. */
function isForeign(apiVersion: unknown): boolean {
  return typeof apiVersion === "string" && (apiVersion.split("/")[0] ?? "").includes(".");
}
