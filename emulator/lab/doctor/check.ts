/** One thing that was looked at: what was found, and what to do about it. */
export interface Check {
  /** Who needs it: the plugin on a node, or the lab. */
  for: "node" | "lab";
  /** Whether it is as it has to be; a note is worth knowing, and nothing fails for it. */
  status: "ok" | "note" | "missing";
  /** What was found, or what is missing. */
  text: string;
  /** What to do about it; "" where nothing has to be done. */
  remedy: string;
  /** The plugins that it is about; absent where it is about none. */
  plugins?: readonly InstalledPlugin[];
}

/** A plugin of the node. */
export interface InstalledPlugin {
  type: string;
  path: string;
  /** The versions of CNI that it speaks, as it answers VERSION, oldest first; none where it does not answer. */
  cniVersions: readonly string[];
}

/** A check of what is either there or missing. */
export function check(
  whom: Check["for"],
  there: boolean,
  { good, bad, remedy }: { good: string; bad: string; remedy: string },
): Check {
  return there
    ? { for: whom, status: "ok", text: good, remedy: "" }
    : { for: whom, status: "missing", text: bad, remedy };
}
