/** The keys of `restore`, which records have too: by themselves, since DEL loads no other table of keys. */

/** What DEL gives back to each link; everything that is not false. */
export type RestoreChoice = Record<"adminState" | "name" | "mac" | "mtu", boolean>;

/** The keys of `restore`. */
export const RESTORE_KEYS: readonly (keyof RestoreChoice)[] = ["adminState", "name", "mac", "mtu"];
