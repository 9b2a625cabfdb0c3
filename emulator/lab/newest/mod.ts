/**
 * The newest kernel and plugins of Debian, which a user may have in a folder of their own: where they
 * are, and how they get there.
 * @module
 */
export { dataFolder, type FetchedPackage, type NewestSet, newestSet } from "./folder.ts";
