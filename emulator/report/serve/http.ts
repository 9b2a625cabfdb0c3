/** As much of HTTP/1.1 (RFC 9112) as a browser needs to be shown a page. Pure. */

/** Heads that are longer are nobody's. */
const LONGEST_HEAD = 16_384;

/** What somebody asks for. */
export interface Request {
  method: string;
  /** With its query taken off. */
  path: string;
  /** By whose name this server was called. */
  host: string;
}

/** What he gets. */
export interface Response {
  status: 200 | 400 | 403 | 404 | 405;
  /** Media type. */
  type: string;
  body: string;
}

const REASONS = {
  200: "OK",
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
} as const;

/**
 * Returns the request that `text` begins with; undefined while its head is not complete, and "bad"
 * where it is none.
 */
export function parseRequest(text: string): Request | "bad" | undefined {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return text.length > LONGEST_HEAD ? "bad" : undefined;
  const [first = "", ...fields] = text.slice(0, end).split("\r\n");
  const [, method, target] = /^([A-Z]+) (\/\S*) HTTP\/1\.[01]$/.exec(first) ?? [];
  if (method === undefined || target === undefined) return "bad";
  const host = fields.map((field) => /^host:\s*(\S*)\s*$/i.exec(field)?.[1])
    .find((one) => one !== undefined);
  return { method, path: target.replace(/[?#].*$/, ""), host: host ?? "" };
}

/** Returns the response as it goes over the wire; the connection ends behind it. */
export function formatResponse({ status, type, body }: Response): Uint8Array<ArrayBuffer> {
  const octets = new TextEncoder().encode(body);
  const head = [
    `HTTP/1.1 ${status} ${REASONS[status]}`,
    `Content-Type: ${type}`,
    `Content-Length: ${octets.length}`,
    "Cache-Control: no-store",
    "X-Content-Type-Options: nosniff",
    "Referrer-Policy: no-referrer",
    "Connection: close",
    "\r\n",
  ].join("\r\n");
  const bytes = new TextEncoder().encode(head);
  const whole = new Uint8Array(bytes.length + octets.length);
  whole.set(bytes);
  whole.set(octets, bytes.length);
  return whole;
}

/** Returns a response of plain text. */
export function plain(status: Response["status"], body: string): Response {
  return { status, type: "text/plain; charset=utf-8", body: `${body}\n` };
}
