import { exists } from "../../../cni/mod.ts";
import { quote } from "../../input/words/mod.ts";
import type { TerminalSize } from "./terminal.ts";

/** What the guest's console says once the kernel and its file systems are ready for the command. */
export const readyMark = "guest is ready";
/** What it says when that kernel has no bonding driver, neither built in nor as a module. */
export const noBondingMark = "guest has no bonding driver";

/**
 * Loaded at boot where they are modules: the drivers of a node, and the netlink families that stock
 * CNI plugins open. All others (vrf, cls_u32, act_mirred…) are loaded by the guest's kernel when
 * something asks for them.
 */
const wanted = [
  ...["overlay", "bonding", "veth", "bridge", "dummy", "macvlan", "ipvlan", "8021q", "ipv6", "tun"],
  ...["sch_netem", "xfrm_user", "nfnetlink"],
];

/** What a guest is booted with. */
interface GuestSettings {
  /** The exchange folder: the only place of the machine that the guest writes to. */
  exchange: string;
  /** Further folders of the machine that are writable inside, under their own path. */
  shared: readonly string[];
  /** Where the modules of the guest's kernel are, a folder for each release. */
  modules: string;
  /** What of those there is for this release: the text of its modules.dep. */
  moduleList: string;
  /** Rows and columns of the terminal; without it the command gets no terminal. */
  terminal: TerminalSize | undefined;
}

/** Where the new root is put together: it exists everywhere, and no exchange folder is in it. */
const stage = "/sys";
const root = `${stage}/root`;

/**
 * The files that a guest boots with, by their paths in the exchange folder. The first process is a
 * shell script, `init`, short because each process costs the guest 20 to 40 ms: what can be decided
 * on the machine is, and much is mounted at once.
 *
 * The machine's root lies read-only underneath; an overlay in memory becomes the root. When anything
 * fails, the guest powers off without a status, and its console says why. The command gets a process
 * namespace, so that what it leaves running ends with it.
 */
export function guestFiles(settings: GuestSettings): Record<string, string> {
  return {
    init: initScript(settings),
    "fstab.stage": [
      "proc /proc proc defaults 0 0",
      `tmpfs ${stage} tmpfs defaults 0 0`,
      "",
    ].join("\n"),
    "fstab.root": rootMounts(settings).map((line) => `${line}\n`).join(""),
  };
}

function initScript({ exchange, moduleList, terminal }: GuestSettings): string {
  const file = (name: string) => quote(`${exchange}/${name}`);
  const present = wanted.filter((name) => hasModule(moduleList, name));
  const command = `unshare --pid --fork --mount-proc sh ${file("command")}`;
  return `#!/bin/sh
set -e
unset HOME TERM mem uml_dir seccomp
trap 'echo o > /proc/sysrq-trigger; while :; do sleep 9; done' EXIT
mount -a -T ${file("fstab.stage")}
mkdir ${root} ${stage}/upper ${stage}/work
modprobe -d ${quote(exchange)} -a ${present.join(" ")}
if ! test -e /proc/net/bonding; then echo ${quote(noBondingMark)}; exit 1; fi
mount -a -T ${file("fstab.root")}
cd ${root}
pivot_root . .
umount -l .
ln -s /proc/self/fd /dev/fd
echo 9 > /sys/class/net/lo/flags # IFF_UP and IFF_LOOPBACK
echo node > /proc/sys/kernel/hostname
${
    // A terminal forgets its size when nobody has it open.
    terminal
      ? `exec 4<>/dev/tty0
stty -F /dev/tty0 sane rows ${terminal.rows} cols ${terminal.columns}
`
      : ""}echo ${quote(readyMark)} > /dev/ttyS0
set +e
${terminal ? onTerminal(command, file("status")) : onPipes(command, file("stdin"), file("status"))}
`;
}

/** The mounts that make the new root, in the form of fstab(5). */
function rootMounts({ exchange, shared, modules, moduleList }: GuestSettings): string[] {
  return [
    `overlay ${root} overlay lowerdir=/,upperdir=${stage}/upper,workdir=${stage}/work 0 0`,
    `proc ${root}/proc proc defaults 0 0`,
    `sysfs ${root}/sys sysfs defaults 0 0`,
    `devtmpfs ${root}/dev devtmpfs defaults 0 0`,
    `devpts ${root}/dev/pts devpts X-mount.mkdir,mode=620,ptmxmode=666 0 0`,
    `tmpfs ${root}/dev/shm tmpfs X-mount.mkdir,mode=1777 0 0`,
    `tmpfs ${root}/run tmpfs X-mount.mkdir,mode=755 0 0`,
    `tmpfs ${root}/var/lib/cni tmpfs X-mount.mkdir,mode=755 0 0`,
    // The machine's policy is not this node's.
    `tmpfs ${root}/etc/cni/bond tmpfs X-mount.mkdir,mode=755 0 0`,
    `${field(modules)} ${root}/usr/lib/modules none bind,X-mount.mkdir 0 0`,
    ...legacyIptables(moduleList),
    ...[exchange, ...shared].map((folder) =>
      `none ${field(root + folder)} hostfs ${field(folder)} 0 0`
    ),
  ];
}

/**
 * Plugins that masquerade run iptables. Debian's speaks to nf_tables, which kernels that still have
 * ip_tables have for nothing but bridges: there the older of the two programs takes its place.
 */
function legacyIptables(moduleList: string): string[] {
  if (!hasModule(moduleList, "ip_tables")) return [];
  return ["/usr/sbin", "/usr/bin"].filter((folder) =>
    ["legacy", "nft"].every((kind) => exists(`${folder}/xtables-${kind}-multi`))
  ).slice(0, 1).map((folder) =>
    `${folder}/xtables-legacy-multi ${root}${folder}/xtables-nft-multi none bind 0 0`
  );
}

/** Whether a modules.dep has a file for that module. What is built in has none. */
export function hasModule(moduleList: string, name: string): boolean {
  return new RegExp(`/${name}\\.ko[.a-z]*:`).test(moduleList);
}

function onTerminal(command: string, status: string): string {
  return `setsid --ctty --wait ${command} </dev/tty0 >/dev/tty0 2>&1
echo $? > ${status}`;
}

/** The command writes to pipes, as it would elsewhere, and not to what a program takes for a terminal. */
function onPipes(command: string, stdin: string, status: string): string {
  return `{
  { ${command} <${stdin} 2>&1 >&3 3>&-; echo $? > ${status}; } | cat >/dev/ttyS1 3>&-
} 3>&1 | cat >/dev/tty0`;
}

/** One field of a line of fstab(5): blanks and backslashes in octal. */
function field(text: string): string {
  return text.replace(
    /[\s\\#]/g,
    (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, "0")}`,
  );
}
