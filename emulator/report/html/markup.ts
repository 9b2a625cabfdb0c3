/** HTML as values: what is put into it is text, whatever it looks like. */

/** A piece of HTML. */
export class Markup {
  constructor(readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

/** What can stand in a template: text is escaped, nothing is left out for undefined and false. */
export type Content = Markup | string | number | undefined | false | readonly Content[];

/**
 * Returns a piece of HTML: a template with content. Line breaks of the template are blanks; those at
 * its ends are nothing.
 */
export function html(parts: TemplateStringsArray, ...contents: Content[]): Markup {
  const text = parts.map((part, i) =>
    `${i === 0 ? "" : render(contents[i - 1])}${part.replace(/\s*\n\s*/g, " ")}`
  );
  const [first = "", last = ""] = [parts[0], parts.at(-1)];
  const whole = text.join("");
  const from = /^\s*\n/.test(first) ? whole.trimStart() : whole;
  return new Markup(/\n\s*$/.test(last) ? from.trimEnd() : from);
}

/** Returns HTML as it is: for what the page brings itself, never for what somebody else has written. */
export function raw(text: string): Markup {
  return new Markup(text);
}

/** Returns a JSON value for a script element, which nothing in it can end. */
export function json(value: unknown): Markup {
  const text = JSON.stringify(value, (_, item) => {
    if (typeof item === "string") return visible(item);
    if (typeof item !== "object" || item === null || Array.isArray(item)) return item;
    return Object.fromEntries(Object.entries(item).map(([key, one]) => [visible(key), one]));
  });
  return new Markup(text.replaceAll("<", "\\u003c"));
}

function render(content: Content): string {
  if (content === undefined || content === false) return "";
  if (content instanceof Markup) return content.text;
  if (typeof content === "number") return String(Math.round(content * 100) / 100);
  if (typeof content === "object") return content.map(render).join("");
  return escape(visible(String(content)));
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** Controls, and what turns the direction of writing: a name could look like another one. */
// deno-lint-ignore no-control-regex
const INVISIBLE = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** Returns the text with what cannot be seen in it spelled out. */
function visible(text: string): string {
  return text.replace(
    INVISIBLE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
