/** Text in columns and paragraphs. */

/** Columns of a terminal that everything is readable in. */
export const WIDTH = 80;

/** Returns the width of each column of `rows`. */
export function columnWidths(rows: readonly (readonly string[])[]): number[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  return Array.from(
    { length: columns },
    (_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)),
  );
}

/** Returns the cells of a row in columns of these widths, two blanks apart. */
export function columns(cells: readonly string[], widths: readonly number[]): string {
  return cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("  ");
}

/** Returns lines as a text that ends with a newline, unless there are none. */
export function asText(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}

/** Returns rows as lines whose cells stand under each other. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = columnWidths(rows);
  return rows.map((row) => columns(row, widths).trimEnd());
}

/** Returns `text` as indented lines of at most `WIDTH` columns, broken at blanks only. */
export function paragraph(text: string, indent: string): string[] {
  return text.split("\n").flatMap((line) => {
    const lines: string[] = [];
    let current = "";
    for (const word of line.split(" ")) {
      const longer = current === "" ? word : `${current} ${word}`;
      if (current !== "" && indent.length + longer.length > WIDTH) {
        lines.push(current);
        current = word;
      } else {
        current = longer;
      }
    }
    return [...lines, current].map((text) => `${indent}${text}`.trimEnd());
  });
}

/** Returns a duration for people: "12 ms", "1.24 s". */
export function duration(ms: number): string {
  return ms < 999.5 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`;
}
