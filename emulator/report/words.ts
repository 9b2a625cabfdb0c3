/** Small words that all forms of a report share. */

/** Returns ms as people read them: "0.4 ms", "19 ms", "1.24 s". */
export function milliseconds(ms: number): string {
  if (ms >= 999.5) return `${(ms / 1000).toFixed(2)} s`;
  return `${ms < 99.95 ? Number(ms.toFixed(1)) : Math.round(ms)} ms`;
}

/** Returns "1 call", "2 calls". */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** Returns the text with a capital at its beginning, unless it begins with what can only be a name: default/web. */
export function capital(text: string): string {
  return /^[a-z]+(?![\w/.@-])/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}

/** Returns the name of a pod, without the namespace where that is the usual one. */
export function podLabel(pod: string): string {
  return pod.replace(/^default\//, "");
}

/** Returns the end of the text, at most so many characters: what names of one kind differ in. */
export function ending(text: string, most: number): string {
  return text.length <= most ? text : `…${text.slice(text.length - most + 1)}`;
}

/** Returns the text with at most so many characters: of longer ones the middle is left out. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = Math.floor((most - 1) / 2);
  return `${text.slice(0, most - 1 - end)}…${text.slice(text.length - end)}`;
}
