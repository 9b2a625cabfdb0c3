/** What there is on a node, and what is missing. Nothing is changed by looking. */

import { findPlugin } from "../../../cni/mod.ts";
import { mountOptionsOf, selectKernel } from "../kernel/mod.ts";
import { USUAL_CNI_PATH } from "../programs/mod.ts";

/** One thing that was looked at. */
export interface Finding {
  /** Who needs it. */
  for: "plugin" | "lab";
  ok: boolean;
  /** What was found, or what is missing. */
  what: string;
  /** What to do when it is missing; "" when it is not. */
  hint: string;
}

const BIN_DIR = "/opt/cni/bin";
const CONF_DIR = "/etc/cni/net.d";
const STATE_DIR = "/var/lib/cni";

/** Returns what was found, in the order of a pod's way through it. */
export function examineNode(): Finding[] {
  return [root(), driver(), program(), ipam(), multus(), configuration(), state(), labKernel()];
}

function root(): Finding {
  return finding("plugin", Deno.uid() === 0, {
    good: "this is root, as container runtimes run plugins",
    bad: `this is user ${Deno.uid()}, who may not move links between namespaces`,
    hint: "look again as root; the lab needs no privileges",
  });
}

function driver(): Finding {
  const release = Deno.osRelease();
  return finding("plugin", hasBonding(release), {
    good: `Linux ${release} has the bonding driver`,
    bad: `Linux ${release} has no bonding driver`,
    hint: "modprobe bonding; where there is no such module, install the kernel's extra modules " +
      "or a kernel built with CONFIG_BONDING",
  });
}

function hasBonding(release: string): boolean {
  if (exists("/sys/class/net/bonding_masters") || exists("/sys/module/bonding")) return true;
  try {
    const modules = `/lib/modules/${release}`;
    return ["modules.dep", "modules.builtin"].some((file) =>
      Deno.readTextFileSync(`${modules}/${file}`).includes("/bonding.ko")
    );
  } catch {
    return false;
  }
}

function program(): Finding {
  const path = `${BIN_DIR}/bond`;
  return finding("plugin", isExecutable(path), {
    good: `${path} is there`,
    bad: `${path} is absent, or no program`,
    hint: `install -m 755 ${Deno.build.standalone ? Deno.execPath() : "dist/bond"} ${path}`,
  });
}

function ipam(): Finding {
  const usual = ["host-local", "static", "dhcp", "whereabouts"];
  const there = usual.filter((type) => {
    try {
      return findPlugin(type, USUAL_CNI_PATH) !== "";
    } catch {
      return false;
    }
  });
  return finding("plugin", there.length > 0, {
    good: `IPAM plugins: ${there.join(", ")}`,
    bad: `no IPAM plugin in ${USUAL_CNI_PATH.join(", ")}`,
    hint: `put ${usual.slice(0, 2).join(", ")} or another one into ${BIN_DIR}`,
  });
}

function multus(): Finding {
  const names = ["multus-shim", "multus", "multus-daemon"];
  const there = names.filter((name) => isExecutable(`${BIN_DIR}/${name}`));
  return finding("plugin", there.length > 0, {
    good: `Multus is there: ${there.join(", ")}`,
    bad: `Multus is absent from ${BIN_DIR}`,
    hint: "without it a pod has one network; a bond over others needs it, or a flannel delegate",
  });
}

function configuration(): Finding {
  const files = namesIn(CONF_DIR).filter((name) => /\.(conf|conflist|json)$/.test(name)).sort();
  return finding("plugin", files.length > 0, {
    good: `${CONF_DIR} has ${files.join(", ")}; the first is the node's network`,
    bad: `${CONF_DIR} has no configuration`,
    hint: "the cluster's network provider has not been installed, or keeps its files elsewhere",
  });
}

function state(): Finding {
  const writable = [STATE_DIR, "/var/lib"].find(exists);
  return finding("plugin", writable !== undefined && isWritable(writable), {
    good: `${STATE_DIR} can keep what plugins remember`,
    bad: `${STATE_DIR} cannot be written to`,
    hint: "plugins remember there what they took, to give it back: make it writable for root",
  });
}

function labKernel(): Finding {
  let problem = "";
  try {
    selectKernel("auto", () => {});
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
  }
  return finding("lab", problem === "", {
    good: "the lab has a kernel to replay on",
    bad: `the lab has no kernel to replay on: ${problem}`,
    hint: "apt-get install user-mode-linux, or load the bonding driver and be root",
  });
}

function finding(
  whom: Finding["for"],
  ok: boolean,
  { good, bad, hint }: { good: string; bad: string; hint: string },
): Finding {
  return { for: whom, ok, what: ok ? good : bad, hint: ok ? "" : hint };
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

function isExecutable(path: string): boolean {
  try {
    const { isFile, mode } = Deno.statSync(path);
    return isFile && ((mode ?? 0) & 0o111) !== 0;
  } catch {
    return false;
  }
}

function isWritable(path: string): boolean {
  const { uid, mode } = Deno.statSync(path);
  const readOnly = mountOptionsOf(path).includes("ro");
  return !readOnly && (Deno.uid() === 0 || (uid === Deno.uid() && ((mode ?? 0) & 0o200) !== 0));
}

function namesIn(directory: string): string[] {
  try {
    return [...Deno.readDirSync(directory)].map(({ name }) => name);
  } catch {
    return [];
  }
}
