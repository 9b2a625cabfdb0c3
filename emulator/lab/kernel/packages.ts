import { join } from "node:path";
import { exists } from "../../../cni/mod.ts";

/**
 * The Debian packages, and what each of them is known by: a program on the path, or a file; of several
 * with bars between, one is enough.
 */
const packages = {
  "user-mode-linux": ["linux.uml", "/usr/lib/uml/modules"],
  "kmod": ["insmod", "modprobe"],
  "iproute2": ["ip"],
  "util-linux": ["unshare", "setpriv", "flock", "setsid", "taskset", "setarch"],
  "containernetworking-plugins": ["/usr/lib/cni/host-local", "/usr/lib/cni/bridge"],
  "iputils-ping": ["ping"],
  "dnsmasq-base": ["dnsmasq"],
  "tcc": ["cc|tcc"],
  "podman": ["podman"],
  "crun": ["crun"],
  "runc": ["runc"],
  "containerd": ["containerd", "ctr"],
  "gpg": ["gpg", "gpgconf"],
  "strace": ["strace"],
  "chromium": ["chromium"],
  "zsh": ["zsh"],
  "fish": ["fish"],
  "time": ["/usr/bin/time"],
} as const;

/** A Debian package that the project knows. */
export type Package = keyof typeof packages;

/** Runtimes that tests drive the plugin with, what few scenarios use, and what measures memory. */
const testPackages: readonly Package[] = [
  "podman",
  "crun",
  "runc",
  "containerd",
  "dnsmasq-base",
  "gpg",
  "strace",
  "chromium",
  "zsh",
  "fish",
  "time",
];

/** What the build makes a library of User-mode Linux with. */
const buildPackages: readonly Package[] = ["tcc"];

/** Of no use where there is no User-mode Linux. */
const umlPackages: readonly Package[] = ["user-mode-linux", "tcc"];

const packagesHere: readonly Package[] = (Object.keys(packages) as Package[])
  .filter((name) => Deno.build.arch === "x86_64" || !umlPackages.includes(name));

/** What a replay needs. */
const replayPackages: readonly Package[] = packagesHere
  .filter((name) => !testPackages.includes(name) && !buildPackages.includes(name));

/** What it takes to build the program and to replay with it. */
export const demoPackages: readonly Package[] = packagesHere
  .filter((name) => !testPackages.includes(name));

/** What the tests need: all of that, and more. */
export const allPackages: readonly Package[] = packagesHere;

/** Those of the packages, of what a replay needs by default, that this machine lacks. */
export function missingPackages(among: readonly Package[] = replayPackages): Package[] {
  return among.filter((name) => !packages[name].every(present));
}

/** The one command that installs packages. */
export function installCommand(names: readonly Package[]): string {
  return `apt-get install --yes --no-install-recommends ${names.join(" ")}`;
}

/** Where programs are, whatever PATH this process was given: administrators' ones too. */
const programFolders = ["/usr/sbin", "/usr/bin", "/sbin", "/bin"];

function present(known: string): boolean {
  const paths = known.startsWith("/")
    ? [known]
    : known.split("|").flatMap((program) => programFolders.map((folder) => join(folder, program)));
  return paths.some(exists);
}
