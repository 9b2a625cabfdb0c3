/**
 * The program on a node: put there, kept there, brought back, removed.
 * @module
 */

export { InstallError } from "./errors.ts";
export { install, type Placed, requireReady, rollBack, type Target, uninstall } from "./install.ts";
export { deploy, type DeployListener, keepDeployed, type Wanted } from "./deploy.ts";
