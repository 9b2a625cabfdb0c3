import { dirname, join } from "node:path";
import { isFile } from "../../../cni/mod.ts";
import { reasonOf } from "../../input/words/mod.ts";
import { newestSet } from "../newest/mod.ts";
import { hasModule } from "./guest_init.ts";
import { KernelError } from "./kernel.ts";
import { installCommand, missingPackages } from "./packages.ts";
import { withUsualPath } from "./process.ts";
import { atLeast } from "./release.ts";

/** A User-mode Linux and what belongs to it. */
export interface Installation {
  /** The path of its program, or its name on the path. */
  program: string;
  /** Folder of the loader and the libc that it needs, where the machine's do not do. */
  libraries?: string;
  /** The folder of its modules, which has a folder for each release. */
  modules: string;
  /** As uname(2) has it, such as "6.1.176". */
  release: string;
}

/** Where Debian's packages put things, below the folder that they are unpacked to. */
const PROGRAM = "usr/bin/linux.uml";
const MODULES = "usr/lib/uml/modules";
const LIBRARIES = "usr/lib/x86_64-linux-gnu";
/** The loader's name in its folder. */
export const LOADER = "ld-linux-x86-64.so.2";

/** What kernels masquerade with: either of these modules. Debian's of 7.x has none of them. */
const FIREWALLS = ["iptable_nat", "nft_chain_nat"];

/** The first User-mode Linux that can do without ptrace: with seccomp, at half of the cost. */
const SECCOMP_SINCE = "6.16";

/** What somebody asks of a User-mode Linux. */
export interface Wanted {
  /** A linux.uml, or a folder to which Debian's packages were unpacked. */
  kernelPath?: string | undefined;
  /** Whether IPv4 addresses are masqueraded on it. */
  firewall?: boolean | undefined;
}

/**
 * The User-mode Linux to boot: the given one, else the newest that the user had fetched, else the
 * machine's own, which is also taken where only that has the firewall that is wanted.
 * @throws {KernelError} when it cannot be had, with what to do.
 */
export function findInstallation({ kernelPath: given, firewall }: Wanted = {}): Installation {
  if (Deno.build.os !== "linux" || Deno.build.arch !== "x86_64") {
    throw new KernelError(
      `User-mode Linux is for Linux on x86-64, and this is ${Deno.build.os} on ${Deno.build.arch}; ` +
        "here the lab needs a Linux with the bonding driver, and root or user namespaces",
    );
  }
  const missing = missingPackages(["kmod", "iproute2", "util-linux"]);
  if (missing.length > 0) {
    throw new KernelError(
      `User-mode Linux needs what is not installed; run: ${installCommand(missing)}`,
    );
  }
  if (given !== undefined) return atPath(given);
  const set = newestSet();
  const newest = set && isFile(join(set.root, PROGRAM)) ? atPath(set.root) : undefined;
  const installed = missingPackages(["user-mode-linux"]).length === 0;
  if (newest && (!installed || !firewall || hasFirewall(newest))) return newest;
  if (!installed) {
    throw new KernelError("User-mode Linux is not installed; run: bond doctor --install");
  }
  const own = withModules({ program: "linux.uml" }, "/");
  return newest && !hasFirewall(own) ? newest : own;
}

/** Whether that kernel runs its processes without ptrace, where it is told to. */
export function hasSeccomp({ release }: Installation): boolean {
  return atLeast(release, SECCOMP_SINCE);
}

/** Whether IPv4 addresses can be masqueraded on that kernel, as iptables does for plugins. */
export function hasFirewall({ modules, release }: Installation): boolean {
  const list = Deno.readTextFileSync(join(modules, release, "modules.dep"));
  return FIREWALLS.some((name) => hasModule(list, name));
}

function atPath(given: string): Installation {
  const folder = isFile(given) ? rootOf(given) : given;
  const program = isFile(given) ? given : join(folder, PROGRAM);
  if (!isFile(program)) {
    throw new KernelError(
      `${given} has no ${PROGRAM}: name a linux.uml, or the folder that Debian's user-mode-linux ` +
        "was unpacked to with dpkg -x",
    );
  }
  const [absolute = "", root = ""] = [program, folder].map((path) => Deno.realPathSync(path));
  const libraries = join(root, LIBRARIES);
  const own = isFile(join(libraries, LOADER)) && versionOf({ program: absolute }).release === "";
  return withModules({ program: absolute, ...(own ? { libraries } : {}) }, root);
}

/** The folder that a program was unpacked to, where it lies as Debian has it; else its own folder. */
function rootOf(program: string): string {
  const path = Deno.realPathSync(program);
  return path.endsWith(`/${PROGRAM}`) ? path.slice(0, -PROGRAM.length) : dirname(path);
}

function withModules(
  found: Pick<Installation, "program" | "libraries">,
  root: string,
): Installation {
  const { program } = found;
  const { release, said } = versionOf(found);
  if (release === "") throw new KernelError(`${program} does not start: it says ${said}`);
  const modules = join(root, MODULES);
  if (!isFile(join(modules, release, "modules.dep"))) {
    throw new KernelError(
      `${program} is Linux ${release}, and ${modules}/${release} has none of its modules: unpack ` +
        "them with it, and name the folder that they were unpacked to",
    );
  }
  return { ...found, modules, release };
}

/** Asks a User-mode Linux for its release: "" when it does not start, and what it says instead. */
function versionOf(
  { program, libraries }: Pick<Installation, "program" | "libraries">,
): { release: string; said: string } {
  // The kernel starts itself again where its addresses are not where it wants them, as setarch has
  // them: that would start the loader alone.
  const [first = "", ...args] = libraries
    ? ["setarch", "-R", join(libraries, LOADER), "--library-path", libraries, program]
    : [program];
  try {
    const { stdout, stderr } = new Deno.Command(first, {
      args: [...args, "--version"],
      env: withUsualPath(Deno.env.toObject()),
      cwd: "/",
    }).outputSync();
    const [said, complaint] = [stdout, stderr].map((bytes) =>
      new TextDecoder().decode(bytes).trim()
    );
    return /^\d+\.\d+\S*$/.test(said ?? "")
      ? { release: said ?? "", said: said ?? "" }
      : { release: "", said: (complaint || said || "nothing").split("\n")[0] ?? "" };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { release: "", said: reasonOf(error) };
  }
}
