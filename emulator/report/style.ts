/** Colours, for terminals only. */

/** How words are set apart. */
export interface Style {
  good(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
  bold(text: string): string;
  dim(text: string): string;
}

/** Changes nothing. */
export const PLAIN: Style = {
  good: String,
  bad: String,
  warn: String,
  bold: String,
  dim: String,
};

/** Returns a style with colours, or the plain one. */
export function styleFor(colour: boolean): Style {
  if (!colour) return PLAIN;
  // Select Graphic Rendition (ECMA-48): on, and off again.
  const sgr = (on: number, off: number) => (text: string) => `\x1b[${on}m${text}\x1b[${off}m`;
  return {
    good: sgr(32, 39),
    bad: sgr(31, 39),
    warn: sgr(33, 39),
    bold: sgr(1, 22),
    dim: sgr(2, 22),
  };
}
