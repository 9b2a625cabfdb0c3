/** Where the values of a document stand: what is kept of its tree, which takes much memory. */

import type { Path } from "./path.ts";
import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Scalar } from "yaml";

/** Where a value stands. */
export interface Place {
  /** Offsets in the file's text. */
  readonly start: number;
  readonly end: number;
  /** How a scalar is written. */
  readonly style?: Scalar.Type | undefined;
  /** The places of a mapping's values by their keys, or of a list's items by their indices. */
  readonly inner?: Map<string | number, Place>;
}

const NOWHERE: Place = { start: 0, end: 0 };

/** What is told of a document on the way. */
interface PlaceListener {
  /** A key that a mapping has twice. The reader's own look for those compares each with all. */
  onRepeated(key: Place): void;
  /** An alias within what it repeats: there would be no end of it. */
  onEndless(alias: Place): void;
}

/** Returns the places of all values of a document. */
export function placesOf({ contents }: Document.Parsed, listener: PlaceListener): Place {
  return contents ? placeOf(contents, { anchors: new Map(), open: new Set(), listener }) : NOWHERE;
}

interface Walk {
  anchors: Map<string, Place>;
  /** What is around. */
  open: Set<Place>;
  listener: PlaceListener;
}

function placeOf(node: Node, walk: Walk): Place {
  const { anchors, open, listener } = walk;
  if (isAlias(node)) {
    const repeated = anchors.get(node.source);
    if (repeated && open.has(repeated)) listener.onEndless(placed(node));
    return repeated ?? placed(node);
  }
  const place = isMap(node) || isSeq(node)
    ? { ...placed(node), inner: new Map<string | number, Place>() }
    : placed(node);
  if ("anchor" in node && typeof node.anchor === "string") anchors.set(node.anchor, place);
  open.add(place);
  if (isSeq<Node>(node)) {
    node.items.forEach((item, i) => place.inner?.set(i, placeOf(item, walk)));
  } else if (isMap<Node, Node | null>(node)) {
    for (const { key, value } of node.items) {
      if (!isScalar(key)) continue;
      const name = String(key.value);
      if (place.inner?.has(name)) listener.onRepeated(placed(key));
      else place.inner?.set(name, value ? placeOf(value, walk) : placed(key));
    }
  }
  open.delete(place);
  return place;
}

function placed(node: Node): Place {
  const [start = 0, end = start] = node.range ?? [];
  return isScalar(node)
    ? { start, end, style: node.type as Scalar.Type | undefined }
    : { start, end };
}

/** Returns the place at `path`; where there is none, the one of its nearest ancestor. */
export function placeAt(root: Place, path: Path): { place: Place; isWhole: boolean } {
  let place = root;
  for (const key of path) {
    const inner = place.inner?.get(key);
    if (!inner) return { place, isWhole: false };
    place = inner;
  }
  return { place, isWhole: true };
}
