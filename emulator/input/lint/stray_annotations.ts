/** Annotations about networks that stand where nobody looks, or under a key that nobody reads. */

import { isJsonObject } from "../../../cni/mod.ts";
import { DEFAULT_NETWORK, NETWORKS } from "../chain/mod.ts";
import { type Manifests, type Path, pathText, type Source } from "../manifests/mod.ts";
import type { Position } from "../model.ts";

/** An annotation that Multus does not see. */
interface StrayAnnotation {
  position: Position;
  what: string;
  remedy: string;
}

/** Annotations of Multus and its relatives beside those that pods ask by. */
const OTHERS =
  /^(k8s\.v1\.cni\.cncf\.io\/(networks?-status|resourceName|nodeSelector|bandwidth|networks-interface)|v1\.multus-cni\.io\/default-network)$/;

/** What looks like the key of the networks: another spelling of the domain, or of what follows. */
const LOOKS_LIKE =
  /^(?=.*(cni|cncf|multus))[\w.-]+\/(net|networks?|network-?list|network-?attachments?|default-?networks?)$/i;

/** Returns the stray annotations of the pods and workloads, each once. */
export function strayAnnotations({ pods }: Manifests): StrayAnnotation[] {
  return [...Map.groupBy(pods, ({ source }) => source)].flatMap(([source, made]) => {
    const [first, ...others] = new Set(
      made.map(({ base }) => pathText([...base, "metadata", "annotations"])),
    );
    if (first === undefined) return [];
    const places = [first, ...others];
    const members = [...suspectsIn(source.value, [])].map((path) => ({
      path,
      key: String(path.at(-1)),
      isInPlace: places.includes(pathText(path.slice(0, -1))),
    }));
    const hasNetworks = members.some(({ key, isInPlace }) => isInPlace && key === NETWORKS);
    return members.flatMap(({ path, key, isInPlace }): StrayAnnotation[] => {
      if (key === NETWORKS || key === DEFAULT_NETWORK) {
        return isInPlace || hasNetworks ? [] : [misplaced(source, path, first)];
      }
      const due = /default/i.test(key) ? DEFAULT_NETWORK : NETWORKS;
      return [{
        position: source.position(path),
        what: `nobody reads ${key}; did you mean ${due}?`,
        remedy: `write ${due} in ${first}`,
      }];
    });
  });
}

function misplaced(source: Source, path: Path, place: string): StrayAnnotation {
  const parent = pathText(path.slice(0, -1));
  return {
    position: source.position(path),
    what: `${path.at(-1)} stands in ${
      parent || "the document"
    }, and Multus looks in ${place}: the pod gets none of these networks`,
    remedy: `move it to ${place}`,
  };
}

/** Returns the paths of all keys that are about networks, or look as if they were. */
function* suspectsIn(value: unknown, path: Path): Generator<Path> {
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) yield* suspectsIn(item, [...path, i]);
  } else if (isJsonObject(value)) {
    for (const [key, member] of Object.entries(value)) {
      const way = [...path, key];
      if (isSuspect(key)) yield way;
      if (typeof member === "object") yield* suspectsIn(member, way);
    }
  }
}

function isSuspect(key: string): boolean {
  return key === NETWORKS || key === DEFAULT_NETWORK || (LOOKS_LIKE.test(key) && !OTHERS.test(key));
}
