/** What there is on a node, and what is missing. Nothing is changed by looking. */

import { capabilities, explainPolicy, POLICY_PATH, readNodePolicy } from "../../../bond/mod.ts";
import { exists, findPlugin, isExecutable, namesIn } from "../../../cni/mod.ts";
import { NetlinkError, SystemError } from "../../../netlink/mod.ts";
import { KNOWN_TYPES } from "../../input/plugins/mod.ts";
import { listed } from "../../input/words/mod.ts";
import { mountOptionsOf } from "../kernel/mod.ts";
import { cniVersionsOf, usualCniPath } from "../programs/mod.ts";
import { type Check, check, type InstalledPlugin } from "./check.ts";
import { unknownOptions } from "./kernel_options.ts";

const BIN_DIR = "/opt/cni/bin";
const CONF_DIR = "/etc/cni/net.d";
const STATE_DIR = "/var/lib/cni";

/** Returns what was found, in the order of a pod's way through it. */
export function examineNode(): Check[] {
  return [
    ...[root(), abilities(), driver(), ...options(), folders(), program()],
    ...[ipam(), delegates(), multus(), configuration(), ...devicePlugin(), state(), policy()],
  ];
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

function abilities(): Check {
  const { ok, text } = capabilities();
  return check("node", ok, {
    good: `this process has ${text}, as the plugin needs it`,
    bad: text,
    remedy: "look again as root; a container needs them in its securityContext",
  });
}

/** Nothing where the kernel does not answer: why not, others have said by then. */
function options(): Check[] {
  let unknown: string[];
  try {
    unknown = unknownOptions();
  } catch (error) {
    if (!(error instanceof SystemError) && !(error instanceof NetlinkError)) throw error;
    return [];
  }
  const all = "this kernel knows every option of a bond";
  if (unknown.length === 0) return [{ for: "node", status: "ok", text: all, remedy: "" }];
  return [{
    for: "node",
    status: "note",
    text: `${all} but ${listed(unknown)}`,
    remedy: "leave them out of configurations: ADD refuses what the kernel ignores (error 105)",
  }];
}

/** What lies there runs as root, or says what does. */
function folders(): Check {
  const [text, others] = [`${BIN_DIR} and ${CONF_DIR}`, [BIN_DIR, CONF_DIR].filter(isOfOthers)];
  if (others.length === 0) {
    return { for: "node", status: "ok", text: `${text} are nobody's but root's`, remedy: "" };
  }
  return {
    for: "node",
    status: "note",
    text: `others than root can write to ${listed(others)}, and what lies there runs as root`,
    remedy: `chown root ${others.join(" ")} && chmod go-w ${others.join(" ")}`,
  };
}

function isOfOthers(folder: string): boolean {
  if (!exists(folder)) return false;
  const { uid, mode } = Deno.statSync(folder);
  return uid !== 0 || ((mode ?? 0) & 0o022) !== 0;
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

/** What gives addresses; dhcp is a plugin of chains, too. */
const IPAM_TYPES: readonly string[] = ["host-local", "static", "dhcp", "whereabouts"];
/** What a chain may have beside bonds. */
const DELEGATE_TYPES = KNOWN_TYPES.filter((type) => type !== "bond" && !IPAM_TYPES.includes(type));

function ipam(): Check {
  const plugins = installed(IPAM_TYPES);
  const found = check("node", plugins.length > 0, {
    good: `IPAM plugins: ${spoken(plugins)}`,
    bad: `no IPAM plugin in ${usualCniPath().join(", ")}`,
    remedy: `put ${IPAM_TYPES.slice(0, 2).join(", ")} or another one into ${BIN_DIR}`,
  });
  return { ...found, plugins };
}

/** Returns which plugins a chain may have here, by the folders with plugins. */
export function delegates(folders: readonly string[] = usualCniPath()): Check {
  const plugins = installed(DELEGATE_TYPES, folders);
  const dumb = plugins.filter(({ cniVersions }) => cniVersions.length === 0);
  const text = plugins.length > 0
    ? `delegates: ${spoken(plugins)}`
    : `no plugin for links in ${folders.join(", ")}`;
  const remedy = plugins.length === 0
    ? `put those that networks name into ${BIN_DIR}: a bond needs links of others, or of the host`
    : dumb.length > 0
    ? `what does not answer VERSION is no plugin, or cannot run: ${
      dumb.map(({ path }) => path).join(", ")
    }`
    : "";
  return { for: "node", status: remedy === "" ? "ok" : "note", text, remedy, plugins };
}

/** Returns those of the types that are there. They are asked for VERSION, and for nothing else. */
function installed(
  types: readonly string[],
  folders: readonly string[] = usualCniPath(),
): InstalledPlugin[] {
  return types.flatMap((type) => {
    try {
      const path = findPlugin(type, folders);
      return [{ type, path, cniVersions: cniVersionsOf(path) }];
    } catch {
      return [];
    }
  });
}

/** Returns the plugins in words, those together that speak the same. */
function spoken(plugins: readonly InstalledPlugin[]): string {
  const alike = Map.groupBy(
    plugins,
    ({ cniVersions }) =>
      cniVersions.length === 0
        ? "no answer to VERSION"
        : `CNI ${cniVersions[0]} to ${cniVersions.at(-1)}`,
  );
  return [...alike].map(([versions, those]) =>
    `${listed(those.map(({ type }) => type))} (${versions})`
  ).join("; ");
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

/** Where the SR-IOV device plugin keeps its configuration, on a node that has it as a file. */
const DEVICE_PLUGIN = "/etc/pcidp/config.json";

function devicePlugin(): Check[] {
  if (!exists(DEVICE_PLUGIN)) return [];
  const names = Deno.readTextFileSync(DEVICE_PLUGIN).matchAll(/"resourceName"\s*:\s*"([^"]+)"/g);
  const resources = Array.from(names, ([, name = ""]) => name);
  return [check("node", resources.length > 0, {
    good: `the SR-IOV device plugin offers ${listed(resources)}`,
    bad: `${DEVICE_PLUGIN} names no resource`,
    remedy: "give each pool a resourceName; `bond lint` reads its ConfigMap",
  })];
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

function isWritable(path: string): boolean {
  const { uid, mode } = Deno.statSync(path);
  const readOnly = mountOptionsOf(path).includes("ro");
  return !readOnly && (Deno.uid() === 0 || (uid === Deno.uid() && ((mode ?? 0) & 0o200) !== 0));
}
