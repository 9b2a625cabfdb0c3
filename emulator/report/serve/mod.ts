/**
 * A page that is shown while it grows, to the browsers of this machine alone.
 * @module
 */
export { ServedReport } from "./served_report.ts";
