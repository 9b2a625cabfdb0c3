/**
 * What the reference plugins refuse, by their own rules (containernetworking/plugins 1.1 to 1.9).
 * @module
 */

export { needsAddresses, needsPredecessor, type StockRefusal, stockRefusal } from "./plugins.ts";
