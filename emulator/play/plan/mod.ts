/**
 * From manifests, or one CNI configuration, to what is replayed.
 * @module
 */
export {
  judgeFiles,
  planFiles,
  type Planned,
  type PlanOptions,
  planReplay,
  planSingle,
  refuseUnusedPlugins,
  subjectOf,
} from "./plan.ts";
