import { quote } from "../../input/words/mod.ts";

/** Where the new root is put together: it exists everywhere, and is a node's own in any case. */
const stage = "/run";
const root = `${stage}/root`;

/**
 * The shell script by which a process in a mount namespace of its own goes to a root of its own: the
 * machine's files underneath, memory wherever something is written, and no way back. Nothing that is
 * then written reaches the machine, but in the folders that are `shared`.
 *
 * An overlay shows one file system, so each that is mounted somewhere gets one of its own; where that
 * cannot be, it is there to be read, or else not at all. An ordinary user may not lay one over a root
 * that has others mounted in it: there all of it can only be read, but for a few folders.
 *
 * Devices are those that any program may use; of the kernel's own files only what belongs to the
 * network namespace can be written.
 */
export function privateRoot(shared: readonly string[]): string {
  return `set -e
# mount(8) would make its own folder in /run, which is the machine's until then.
LIBMOUNT_UTAB=/dev/null mount -t tmpfs -o mode=755 tmpfs ${stage}
# What is made here is root's, also where the machine's root is somebody else to this process.
mkdir -p ${root} ${stage}/work ${stage}/upper/tmp ${
    madeFolders.map((folder) => `${stage}/upper${folder}`).join(" ")
  }
chmod 1777 ${stage}/upper/tmp
cover() {
  mkdir -p "$2" "$3"
  mount -t overlay -o "lowerdir=$1,upperdir=$2,workdir=$3" overlay "${root}$1" 2>/dev/null
}
if cover / ${stage}/upper ${stage}/work; then whole=yes; else whole=; mount --rbind / ${root}; fi
n=0
while read -r _ _ _ _ point options _; do
  point=$(printf %b "$point")
  case $point/ in
    /proc/*|/sys/*|/dev/*|/run/*) continue;;
  esac
  if test "$whole"; then
    if test "$point" = / || ! test -e "${root}$point"; then continue; fi
    n=$((n + 1))
    if test -d "$point" && cover "$point" ${stage}/upper$n ${stage}/work$n; then continue; fi
    mount --bind "$point" "${root}$point" 2>/dev/null || continue
  fi
  mount -o "remount,bind,$options,ro" "${root}$point" 2>/dev/null ||
    umount -l "${root}$point" 2>/dev/null || test "$point" != /
done < /proc/self/mountinfo
if ! test "$whole"; then
  for folder in /var/lib /tmp; do cover $folder ${stage}/upper$folder ${stage}/work$folder || :; done
  if ! cover /etc ${stage}/upper/etc ${stage}/work/etc; then
    cp -a /etc/. ${stage}/upper/etc 2>/dev/null || :
    mount --bind ${stage}/upper/etc ${root}/etc
  fi
fi
for folder in ${memoryFolders.join(" ")}; do mount -t tmpfs -o mode=755 tmpfs ${root}$folder; done
${kernelFiles()}${deviceFiles()}${
    shared.map((folder) => `mount --bind ${quote(folder)} ${quote(root + folder)}\n`).join("")
  }\
cd ${root}
pivot_root . .
umount -l .
ip link set lo up
set +e
`;
}

/** The part of the script that shows the kernel's files. */
function kernelFiles(): string {
  return `mount --rbind /proc ${root}/proc
mount --bind ${root}/proc/sys ${root}/proc/sys
mount --bind ${root}/proc/sys/net ${root}/proc/sys/net
mount -o remount,bind,ro ${root}/proc/sys
mount --bind /dev/null ${root}/proc/sysrq-trigger
mount -t sysfs sysfs ${root}/sys
mount --bind ${root}/sys/devices/virtual/net ${root}/sys/devices/virtual/net
mount -o remount,bind,ro ${root}/sys
`;
}

/** The part of the script that makes devices and terminals. */
function deviceFiles(): string {
  return `mkdir ${root}/dev/net ${root}/dev/pts ${root}/dev/shm
for device in ${devices.join(" ")}; do
  test -e /dev/$device || continue
  : > ${root}/dev/$device
  mount --bind /dev/$device ${root}/dev/$device
done
mount -t devpts -o mode=620,ptmxmode=666 devpts ${root}/dev/pts
mount -t tmpfs -o mode=1777 tmpfs ${root}/dev/shm
ln -s pts/ptmx ${root}/dev/ptmx
ln -s /proc/self/fd ${root}/dev/fd
`;
}

/** Folders that a node has; those of the machine may lack. */
const madeFolders = ["/var/lib/cni", "/etc/cni/bond"];

/** What plugins and iproute2 write to, and the node's policy: none of the machine's is seen. */
const memoryFolders = ["/run", ...madeFolders, "/dev"];

/** Devices for everybody, and the one that plugins make taps with. */
const devices = ["null", "zero", "full", "random", "urandom", "tty", "net/tun"];

/** What a replay needs of root's capabilities: links, namespaces and mounts, raw sockets, files and processes of others. */
const capabilities = [
  ...["chown", "dac_override", "dac_read_search", "fowner", "fsetid", "kill", "setgid", "setuid"],
  ...["net_bind_service", "net_broadcast", "net_admin", "net_raw"],
  ...["sys_admin", "sys_chroot", "sys_ptrace"],
];

/** The words before a command that is to have no other capabilities, whatever it runs. */
export const withFewCapabilities: readonly string[] = [
  "setpriv",
  "--inh-caps=-all",
  `--bounding-set=-all,${capabilities.map((name) => `+${name}`).join(",")}`,
];
