import { quote } from "../../input/words/mod.ts";
import type { TerminalSize } from "./terminal.ts";

/** What the guest's console says once the kernel and its file systems are ready for the command. */
export const readyMark = "guest is ready";

/**
 * Loaded at boot: the drivers of a node, and the netlink families that stock CNI plugins open. All
 * others (vrf, cls_u32, act_mirred…) are loaded by the guest's kernel when something asks for them.
 */
const modules = [
  ...["bonding", "veth", "bridge", "dummy", "macvlan", "ipvlan", "8021q", "ipv6", "tun"],
  ...["sch_netem", "xfrm_user", "nfnetlink"],
];

/** What a guest is booted with. */
export interface GuestSettings {
  /** The exchange folder: the only place of the machine that the guest writes to. */
  exchange: string;
  /** Further folders of the machine that are writable inside, under their own path. */
  shared: readonly string[];
  /** Rows and columns of the terminal; without it the command gets no terminal. */
  terminal: TerminalSize | undefined;
}

/**
 * The guest's first process: a shell script, short because each process costs the guest 20 to 40 ms.
 *
 * The machine's root lies read-only underneath; an overlay in memory becomes the root. The script is
 * staged on /tmp, which exists everywhere, and which the overlay then shows as the machine has it.
 * When anything fails, the guest powers off without a status, and its console says why. The command
 * gets a process namespace, so that what it leaves running ends with it.
 */
export function guestInit(settings: GuestSettings): string {
  const { exchange, shared, terminal } = settings;
  const root = "/tmp/root";
  const writable = [exchange, ...shared].map((folder) =>
    `none ${field(root + folder)} hostfs ${field(folder)} 0 0`
  );
  const command = `unshare --pid --fork --mount-proc sh ${quote(exchange + "/command")}`;
  const status = quote(exchange + "/status");
  return `#!/bin/sh
set -e
unset HOME TERM mem uml_dir
mount -t proc proc /proc
trap 'echo o > /proc/sysrq-trigger; while :; do sleep 9; done' EXIT
mount -t tmpfs tmpfs /tmp
mkdir /tmp/upper /tmp/work ${root}
read -r release < /proc/sys/kernel/osrelease
insmod /usr/lib/uml/modules/$release/kernel/fs/overlayfs/overlay.ko*
printf %s ${
    quote([
      `overlay ${root} overlay lowerdir=/,upperdir=/tmp/upper,workdir=/tmp/work 0 0`,
      `proc ${root}/proc proc defaults 0 0`,
      `sysfs ${root}/sys sysfs defaults 0 0`,
      `devtmpfs ${root}/dev devtmpfs defaults 0 0`,
      `devpts ${root}/dev/pts devpts X-mount.mkdir,mode=620,ptmxmode=666 0 0`,
      `tmpfs ${root}/dev/shm tmpfs X-mount.mkdir,mode=1777 0 0`,
      `tmpfs ${root}/run tmpfs X-mount.mkdir,mode=755 0 0`,
      `tmpfs ${root}/var/lib/cni tmpfs X-mount.mkdir,mode=755 0 0`,
      `/usr/lib/uml/modules ${root}/usr/lib/modules none bind,X-mount.mkdir 0 0`,
      ...writable,
    ].join("\n"))
  } > /tmp/fstab
mount -a -T /tmp/fstab
cd ${root}
mkdir .machine
pivot_root . .machine
umount -l /.machine
rmdir /.machine
ln -s /proc/self/fd /dev/fd
# Plugins that masquerade run iptables; this kernel has no nftables for IPv4.
for name in iptables ip6tables; do
  if test -x /usr/sbin/$name-legacy; then
    ln -sf /usr/sbin/$name-legacy /etc/alternatives/$name
  fi
done
modprobe -a ${modules.join(" ")}
${
    terminal
      // A terminal forgets its size when nobody has it open.
      ? `exec 4<>/dev/tty0
stty -F /dev/tty0 sane rows ${terminal.rows} cols ${terminal.columns}`
      : `stty -F /dev/tty0 raw -echo
stty -F /dev/ttyS1 raw -echo`
  }
ip link set lo up
echo node > /proc/sys/kernel/hostname
echo ${quote(readyMark)} > /dev/ttyS0
set +e
${terminal ? onTerminal(command, status) : onPipes(command, quote(exchange + "/stdin"), status)}
sync
`;
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
