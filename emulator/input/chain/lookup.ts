/** Finding the NetworkAttachmentDefinition that an element names. */

import type { SelectionElement } from "../annotation/mod.ts";
import type { NetworkManifest } from "../manifests/mod.ts";
import type { Position } from "../model.ts";
import { ChainError } from "./error.ts";
import { fullName } from "../names.ts";
import { findNetwork } from "./find_network.ts";
import { didYouMean, isSlip, nearName } from "../words/mod.ts";

/** What is looked for. */
type Wanted = Pick<SelectionElement, "name" | "namespace">;

/** What a definition is looked for in. */
export interface KnownNetworks {
  networks: readonly NetworkManifest[];
  /** Whether others may stand in what could not be read, or is not rendered yet. */
  incomplete: boolean;
}

/**
 * Returns the definition that is wanted by what stands at `position`, beside others that the pod wants.
 * Throws ChainError.
 */
export function lookUpNetwork(
  wanted: Wanted,
  known: KnownNetworks,
  position: Position,
  others: readonly Wanted[] = [],
): NetworkManifest {
  const { networks } = known;
  const network = findNetwork(wanted, networks);
  if (network) return network;
  const { name, namespace } = wanted;
  if (mayBeElsewhere(wanted, known, position, others)) {
    throw new ChainError(`the definition ${namespace}/${name} is not in the input`, {
      code: "network-elsewhere",
      position,
      hint: "give the definitions with the pod, to have its chain looked at and replayed",
    });
  }
  throw new ChainError(
    `cannot find a network-attachment-definition (${name}) in namespace (${namespace})`,
    {
      code: "network-absent",
      position,
      aside: clause(wanted, networks),
      hint: remedy(wanted, networks),
    },
  );
}

/**
 * Whether nothing in the input is like it or belongs to it: then the pod's definitions are not here. What is
 * incomplete has some of them, and only a slip of the pen is no other network.
 */
function mayBeElsewhere(
  wanted: Wanted,
  { networks, incomplete }: KnownNetworks,
  position: Position,
  others: readonly Wanted[],
): boolean {
  if (wanted.name === "") return false;
  if (incomplete) {
    return !networks.some((network) =>
      network.name === wanted.name ||
      (isSlip(wanted.name, network.name) && !others.some((other) => isSame(other, network)))
    );
  }
  const folder = folderOf(position.file);
  return !networks.some(({ name, source }) =>
    name === wanted.name || folderOf(source.file) === folder
  ) &&
    nearName(wanted.name, networks.map(({ name }) => name)) === undefined &&
    !others.some((other) => findNetwork(other, networks));
}

function isSame(wanted: Wanted, { name, namespace }: NetworkManifest): boolean {
  return wanted.name === name && wanted.namespace === namespace;
}

function folderOf(file: string): string {
  return file.slice(0, Math.max(0, file.lastIndexOf("/")));
}

/** What stands out about the absent network, after its name. */
function clause(
  { name, namespace }: Wanted,
  networks: readonly NetworkManifest[],
): string {
  if (name === "") return ": the name is empty (a comma too many?)";
  const elsewhere = networks.filter((network) => network.name === name);
  if (elsewhere.length > 0) {
    return `; it is in namespace ${elsewhere.map((network) => network.namespace).join(", ")}`;
  }
  const names = networks.filter((network) => network.namespace === namespace)
    .map((network) => network.name);
  return didYouMean(name, names) || `; there are ${some(networks.map(fullName))}`;
}

/** So many names are told at most. */
const TOLD = 10;

function some(names: readonly string[]): string {
  const left = names.length - TOLD;
  return `${names.slice(0, TOLD).join(", ")}${left > 0 ? ` and ${left} more` : ""}`;
}

function remedy(
  { name, namespace }: Wanted,
  networks: readonly NetworkManifest[],
): string {
  if (name === "") return "remove the comma, or name a network";
  const [elsewhere] = networks.filter((network) => network.name === name);
  if (elsewhere) {
    return `write ${elsewhere.namespace}/${name} ("namespace" in the JSON form), or move the ` +
      `definition to ${namespace}`;
  }
  return "the annotation names the definition's metadata.name, not the name in its configuration: " +
    "correct the name, or add the definition to the input";
}
