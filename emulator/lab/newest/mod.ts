/**
 * The newest kernel and plugins of Debian, which a user may have in a folder of their own: where they
 * are, and how they get there.
 * @module
 */
export { DEFAULT_SOURCE, FetchError, type Source } from "./apt.ts";
export { fetchNewest } from "./fetch.ts";
export {
  type FetchedPackage,
  LAB_PACKAGES,
  newestSet,
  type PackageList,
  RUNTIME_PACKAGES,
} from "./folder.ts";
