/** Showing a page that changes to the browsers of this machine. */

import { SystemError } from "../../../netlink/mod.ts";
import { formatResponse, parseRequest, plain, type Request, type Response } from "./http.ts";
import { type Connection, LoopbackListener } from "./loopback.ts";

/** Between two looks at who has connected, ms. */
const PACE_MS = 20;
/** Whoever asks for nothing for so long is let go, ms. */
const PATIENCE_MS = 10_000;

/** A page that changes. */
export interface LivePage {
  /** Returns it as it is now. */
  render(): string;
  /** Another number for every other page. */
  version: number;
  /** Whether it changes no more. */
  over: boolean;
}

/** Serves a page at `/`, and at `/version` whether there is a newer one. */
export class PageServer implements Disposable {
  readonly #handles = new DisposableStack();
  readonly #listener: LoopbackListener;
  readonly #visitors = new Set<Visitor>();

  /** On that port of 127.0.0.1; any that is free for 0. Throws SystemError where it cannot. */
  constructor(readonly page: LivePage, port: number) {
    this.#listener = this.#handles.use(new LoopbackListener(port));
    const timer = setInterval(() => this.#turn(), PACE_MS);
    this.#handles.defer(() => clearInterval(timer));
  }

  /** Where browsers find it. */
  get url(): string {
    return `http://127.0.0.1:${this.#listener.port}/`;
  }

  #turn(): void {
    for (let one = this.#listener.accept(); one; one = this.#listener.accept()) {
      this.#visitors.add(new Visitor(one));
    }
    for (const visitor of this.#visitors) {
      if (visitor.turn((request) => this.#answer(request))) continue;
      this.#visitors.delete(visitor);
      visitor[Symbol.dispose]();
    }
  }

  #answer({ method, path, host }: Request): Response {
    // A page of elsewhere may have its own name lead here.
    const { port } = this.#listener;
    if (![`127.0.0.1:${port}`, `localhost:${port}`].includes(host)) {
      return plain(403, `this is ${this.url}`);
    }
    if (method !== "GET") return plain(405, "there is only something to GET");
    if (path === "/") {
      return { status: 200, type: "text/html; charset=utf-8", body: this.page.render() };
    }
    if (path !== "/version") return plain(404, `there is only ${this.url}`);
    const { version, over } = this.page;
    return { status: 200, type: "application/json", body: JSON.stringify({ version, over }) };
  }

  [Symbol.dispose](): void {
    for (const visitor of this.#visitors) visitor[Symbol.dispose]();
    this.#visitors.clear();
    this.#handles.dispose();
  }
}

/** Somebody who asks for one thing, and gets it. */
class Visitor implements Disposable {
  readonly #came = performance.now();
  readonly #decoder = new TextDecoder();
  #asked = "";
  #left: Uint8Array<ArrayBuffer> | undefined;

  constructor(readonly connection: Connection) {}

  /** Reads and writes what can be. Returns whether there is more to come. */
  turn(answer: (request: Request) => Response): boolean {
    try {
      return this.#left ? this.#write(this.#left) : this.#read(answer);
    } catch (error) {
      if (error instanceof SystemError) return false; // He has gone.
      throw error;
    }
  }

  #read(answer: (request: Request) => Response): boolean {
    for (let part = this.connection.read(); part; part = this.connection.read()) {
      if (part.length === 0) return false;
      this.#asked += this.#decoder.decode(part, { stream: true });
    }
    const request = parseRequest(this.#asked);
    if (!request) return performance.now() - this.#came < PATIENCE_MS;
    return this.#write(formatResponse(request === "bad" ? plain(400, "?") : answer(request)));
  }

  #write(bytes: Uint8Array<ArrayBuffer>): boolean {
    this.#left = bytes.subarray(this.connection.write(bytes));
    return this.#left.length > 0;
  }

  [Symbol.dispose](): void {
    this.connection[Symbol.dispose]();
  }
}
