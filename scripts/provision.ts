/**
 * Installs the Debian packages that the build and a replay need and that this machine lacks; says the
 * one command to run where it cannot. With --tests also those of the tests, and the newest kernel, plugins
 * and runtime as `bond doctor --install --newest` does, of known versions where the archive still has them.
 */
import {
  allPackages,
  demoPackages,
  missingPackages,
  provision,
} from "../emulator/lab/kernel/mod.ts";
import {
  DEFAULT_SOURCE,
  type FetchedPackage,
  FetchError,
  fetchNewest,
  LAB_PACKAGES,
  newestSet,
  type PackageList,
  RUNTIME_PACKAGES,
} from "../emulator/lab/newest/mod.ts";
import { main } from "./main.ts";
import pinned from "./newest.json" with { type: "json" };
import { writeLine } from "./output.ts";

/** Tests that need the set say so where it is missing: nothing fails for an archive's sake. */
async function provideNewest(list: PackageList, pinned: readonly FetchedPackage[]): Promise<void> {
  const there = newestSet(list)?.packages ?? [];
  const names = list.names.join(", ");
  if (pinned.every(({ sha256 }) => there.some((one) => one.sha256 === sha256))) {
    return writeLine(`the newest ${names} are there`);
  }
  try {
    // An old mirror is as good: what it sends is compared with what is known.
    const how = { source: DEFAULT_SOURCE, acceptOldLists: true, say: writeLine };
    await fetchNewest({ ...how, list, pinned });
  } catch (error) {
    if (!(error instanceof FetchError)) throw error;
    writeLine(`without the newest ${names}: ${error.message}`);
  }
}

await main(async () => {
  const tests = Deno.args.includes("--tests");
  const wanted = tests ? allPackages : demoPackages;
  const done = await provision({
    missing: () => missingPackages(wanted),
    root: Deno.uid() === 0,
    say: writeLine,
  });
  if (tests && Deno.build.arch === "x86_64") {
    await provideNewest(LAB_PACKAGES, pinned.lab);
    await provideNewest(RUNTIME_PACKAGES, pinned.runtime);
  }
  return done ? 0 : 1;
});
