/** The plugin for a call whose configuration may name an IPAM plugin: part.ts, built with what that needs. */

export { bondPlugin, runPlugin } from "./part.ts";
