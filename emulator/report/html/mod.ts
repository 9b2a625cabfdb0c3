/**
 * A replay, or several, as one page for browsers.
 * @module
 */
export { renderSvg } from "./svg.ts";
export { renderHtml, renderIndex, renderLive } from "./page.ts";
