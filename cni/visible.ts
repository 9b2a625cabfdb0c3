/** Foreign text for the eyes of people: nothing in it acts on a terminal or hides, and it comes to an end. */

/** Characters of a message from outside at most. */
const LONGEST = 4096;

/**
 * Control characters but tab and line feed, and those that change the direction or the lines of text unseen. As
 * ranges: to ask for \p{Cc} takes a quarter of a millisecond.
 */
// deno-lint-ignore no-control-regex
const UNSEEN = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Returns `text` with each character that cannot be seen as its escape, such as \u001b: a JSON text stays one. */
export function visible(text: string): string {
  return text.replace(
    UNSEEN,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Returns the beginning of `text`, all that can be seen of it, and how much more there is. */
export function abridged(text: string, longest = LONGEST): string {
  if (text.length <= longest) return visible(text);
  return `${visible(text.slice(0, longest))}… (${text.length - longest} characters more)`;
}
