/** The picture of a replay alone, as a file that shows itself. */

import { castOf, storyOf } from "../story/mod.ts";
import type { ReplayReport } from "../../play/replay/mod.ts";
import { PICTURE_STYLE } from "./style.ts";
import { drawings } from "./topology.ts";

/** Returns the network at the moment that matters most, as an SVG document; light and dark. */
export function renderSvg(report: ReplayReport): string {
  const cast = castOf(report);
  const { moments, at } = storyOf(report, cast);
  const frame = moments[at]?.frame ?? { signs: {}, words: {} };
  const { wide } = drawings(cast, frame, (name) => name);
  const drawing = wide.text.replace(/^<svg /, '<svg xmlns="http://www.w3.org/2000/svg" ')
    .replace(">", `><style>${PICTURE_STYLE}</style>`);
  return `${drawing}\n`;
}
