/**
 * A page that is shown while it grows, to the browsers of this machine alone.
 * @module
 */
export { type LivePage, PageServer } from "./page_server.ts";
