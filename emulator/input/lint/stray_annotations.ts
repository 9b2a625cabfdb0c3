/** Annotations about networks that stand where nobody looks, or under a key that nobody reads. */

import { isJsonObject } from "../../../cni/mod.ts";
import { DEFAULT_NETWORK, NETWORKS } from "../chain/mod.ts";
import { type Manifests, type Path, pathText, type Source } from "../manifests/mod.ts";
import type { Position } from "../model.ts";

/** An annotation that Multus does not see. */
export interface StrayAnnotation {
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
  const sources = [...new Set(pods.map(({ source }) => source))];
  return sources.flatMap((source) => {
    const place = annotationsOf(source);
    const hasNetworks = [...membersIn(source.value, [])].some(({ path }) =>
      pathText(path) === pathText([...place, NETWORKS])
    );
    return [...membersIn(source.value, [])].flatMap(({ path }): StrayAnnotation[] => {
      const key = String(path.at(-1));
      const parent = path.slice(0, -1);
      const isInPlace = pathText(parent) === pathText(place);
      if (key === NETWORKS || key === DEFAULT_NETWORK) {
        return isInPlace || hasNetworks ? [] : [misplaced(source, path, place)];
      }
      if (OTHERS.test(key) || !LOOKS_LIKE.test(key)) return [];
      const due = /default/i.test(key) ? DEFAULT_NETWORK : NETWORKS;
      return [{
        position: source.position(path),
        what: `nobody reads ${key}; did you mean ${due}?`,
        remedy: `write ${due} in ${pathText(place)}`,
      }];
    });
  });
}

function misplaced(source: Source, path: Path, place: Path): StrayAnnotation {
  const parent = pathText(path.slice(0, -1));
  return {
    position: source.position(path),
    what: `${path.at(-1)} stands in ${parent || "the document"}, and Multus looks in ${
      pathText(place)
    }: the pod gets none of these networks`,
    remedy: `move it to ${pathText(place)}`,
  };
}

/** Where the annotations of the pod are that the document is, or is the template of. */
function annotationsOf({ value }: Source): Path {
  const kind = isJsonObject(value) ? value["kind"] : undefined;
  const template = kind === "Pod"
    ? []
    : kind === "CronJob"
    ? ["spec", "jobTemplate", "spec", "template"]
    : ["spec", "template"];
  return [...template, "metadata", "annotations"];
}

function* membersIn(value: unknown, path: Path): Generator<{ path: Path }> {
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) yield* membersIn(item, [...path, i]);
  } else if (isJsonObject(value)) {
    for (const [key, member] of Object.entries(value)) {
      yield { path: [...path, key] };
      yield* membersIn(member, [...path, key]);
    }
  }
}
