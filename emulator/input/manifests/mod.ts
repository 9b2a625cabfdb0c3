/**
 * Kubernetes manifests: reading them, with the place of everything that may have to be talked about.
 * @module
 */
export { checkSource, explainIssue, keysOf } from "./check.ts";
export { JsonFault, type NumberTexts, parseJsonNumbers, parseJsonText } from "./json_text.ts";
export { type ConfDir, loadConfDir, loadManifests, loadWorlds } from "./load.ts";
export { joinPaths, type Path, pathText } from "./path.ts";
export { repeatedKeys } from "./repeated_keys.ts";
export { emptyManifests, type ManifestFile, readManifests } from "./read.ts";
export { OPERATOR_PREFIX } from "./operator.ts";
export { barePod } from "./pods.ts";
export type { Source } from "./source.ts";
export { SourceText } from "./source_text.ts";
export { mayHaveMore } from "./unread.ts";
export type {
  ClaimReference,
  ClaimRequest,
  ConfigManifest,
  FieldCode,
  ManifestCode,
  ManifestObject,
  Manifests,
  NetworkManifest,
  PodManifest,
  PolicyManifest,
  ResourceRequest,
  SourceAmount,
} from "./types.ts";
