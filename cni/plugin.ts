/** The shape of a plugin. */

import type { Invocation } from "./invocation.ts";
import type { Result } from "./result.ts";

/**
 * A plugin: one function for each command. What they throw becomes the error object on stdout; a
 * `CniError` keeps its code, anything else is code 999.
 */
export interface Plugin {
  /** One line about the program, such as "CNI bond plugin v1.0.0". */
  about: string;

  /** Whether its results of 0.1.0 and 0.2.0, which describe addresses alone, may have none. */
  addressless?: true;

  /**
   * Whether ADD without an IPAM plugin is over in a moment, or calls `waits` before it waits: signals may then
   * be put off until it is.
   */
  brief?: true;

  /**
   * Attaches the container, and calls `commit` once with the result when everything else is done.
   * `commit` converts it to the version of the configuration and prints it. It throws when that is
   * impossible or nobody reads stdout any more: the plugin then takes everything back and throws.
   */
  add(invocation: Invocation, commit: (result: Result) => void): Promise<void>;

  /** Detaches the container. Succeeds when there is nothing left to do. */
  del(invocation: Invocation): Promise<void>;

  /** Throws unless the attachment is as `prevResult` says. Without it, CHECK succeeds. */
  check?(invocation: Invocation): Promise<void>;

  /** Removes what attachments that are not valid any more have left. Without it, GC succeeds. */
  gc?(invocation: Invocation): Promise<void>;

  /** Throws unless ADD could be served now. Without it, STATUS succeeds. */
  status?(invocation: Invocation): Promise<void>;
}
