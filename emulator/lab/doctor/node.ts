/** What there is on a node, and what is missing. Nothing is changed by looking. */

import { explainPolicy, POLICY_PATH, readNodePolicy } from "../../../bond/mod.ts";
import { findPlugin } from "../../../cni/mod.ts";
import { mountOptionsOf } from "../kernel/mod.ts";
import { usualCniPath } from "../programs/mod.ts";
import { type Check, check } from "./check.ts";
import { exists, namesIn } from "../present.ts";

const BIN_DIR = "/opt/cni/bin";
const CONF_DIR = "/etc/cni/net.d";
const STATE_DIR = "/var/lib/cni";

/** Returns what was found, in the order of a pod's way through it. */
export function examineNode(): Check[] {
  return [root(), driver(), program(), ipam(), multus(), configuration(), state(), policy()];
}

function root(): Check {
  return check("node", Deno.uid() === 0, {
    good: "this is root, as container runtimes run plugins",
    bad: `this is user ${Deno.uid()}, who may not move links between namespaces`,
    remedy: "look again as root; the lab needs no privileges",
  });
}

function driver(): Check {
  const release = Deno.osRelease();
  return check("node", hasBonding(release), {
    good: `Linux ${release} has the bonding driver`,
    bad: `Linux ${release} has no bonding driver`,
    remedy: "modprobe bonding; where there is no such module, install the kernel's extra modules " +
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

function program(): Check {
  const path = `${BIN_DIR}/bond`;
  return check("node", isExecutable(path), {
    good: `${path} is there`,
    bad: `${path} is absent, or no program`,
    remedy: `${Deno.build.standalone ? Deno.execPath() : "dist/bond"} install`,
  });
}

function ipam(): Check {
  const path = usualCniPath();
  const usual = ["host-local", "static", "dhcp", "whereabouts"];
  const there = usual.filter((type) => {
    try {
      return findPlugin(type, path) !== "";
    } catch {
      return false;
    }
  });
  return check("node", there.length > 0, {
    good: `IPAM plugins: ${there.join(", ")}`,
    bad: `no IPAM plugin in ${path.join(", ")}`,
    remedy: `put ${usual.slice(0, 2).join(", ")} or another one into ${BIN_DIR}`,
  });
}

function multus(): Check {
  const names = ["multus-shim", "multus", "multus-daemon"];
  const there = names.filter((name) => isExecutable(`${BIN_DIR}/${name}`));
  return check("node", there.length > 0, {
    good: `Multus is there: ${there.join(", ")}`,
    bad: `Multus is absent from ${BIN_DIR}`,
    remedy: "without it a pod has one network; a bond over others needs it, or a flannel delegate",
  });
}

function configuration(): Check {
  const files = namesIn(CONF_DIR).filter((name) => /\.(conf|conflist|json)$/.test(name));
  return check("node", files.length > 0, {
    good: `${CONF_DIR} has ${files.join(", ")}; the first is the node's network`,
    bad: `${CONF_DIR} has no configuration`,
    remedy: "the cluster's network provider has not been installed, or keeps its files elsewhere",
  });
}

function state(): Check {
  const writable = [STATE_DIR, "/var/lib"].find(exists);
  return check("node", writable !== undefined && isWritable(writable), {
    good: `${STATE_DIR} can keep what plugins remember`,
    bad: `${STATE_DIR} cannot be written to`,
    remedy: "plugins remember there what they took, to give it back: make it writable for root",
  });
}

function policy(): Check {
  const text = explainPolicy(readNodePolicy());
  const problem = text.problem === undefined ? "" : `${POLICY_PATH}: ${text.problem}`;
  return check("node", problem === "", {
    good: `${POLICY_PATH}: ${text.meaning}`,
    bad: `${problem}; until it is mended no host link is taken and no IPAM plugin is run`,
    remedy:
      "it must be root's alone (mode 0644 or less), no link, and as `bond schema policy` says",
  });
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
