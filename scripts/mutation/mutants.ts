import { parse } from "@babel/parser";

/** One small change of a source file that a test should notice. */
export interface Mutant {
  /** Path of the file, relative to the project's root. */
  path: string;
  /** Line of the change, from 1. */
  line: number;
  /** Where the expression that is replaced begins and ends, in UTF-16 units. */
  start: number;
  end: number;
  /** What replaces the expression. */
  replacement: string;
  /** What changes in it: "===" and "!==". */
  before: string;
  after: string;
  /** The line as it stands in the file, without the blanks around it. */
  source: string;
}

/** Operators, and what each is exchanged for. */
const OPERATORS: Readonly<Record<string, string>> = {
  "===": "!==",
  "!==": "===",
  "&&": "||",
  "||": "&&",
  "??": "&&",
  "<": "<=",
  "<=": "<",
  ">": ">=",
  ">=": ">",
  "-": "+",
  "*": "/",
  "%": "*",
  "&": "|",
};

/** Methods, and what each is exchanged for. */
const METHODS: ReadonlyMap<string, string> = new Map([
  ["some", "every"],
  ["every", "some"],
  ["startsWith", "endsWith"],
  ["endsWith", "startsWith"],
]);

/** A node of the syntax tree: its type, where it is, and its parts. */
type Node = { type: string; start: number; end: number } & Record<string, unknown>;

/** Every mutant of a source file, in the order of the text. Texts are left alone: they are for people. */
export function mutantsOf(path: string, text: string): Mutant[] {
  const { program } = parse(text, {
    sourceType: "module",
    plugins: ["typescript", "explicitResourceManagement"],
  });
  const changes = new Changes(path, text);
  changes.visit(program as unknown as Node);
  return changes.mutants;
}

/** The changes of a source file, gathered on the way through its syntax tree. */
class Changes {
  readonly mutants: Mutant[] = [];
  readonly #lines: readonly string[];

  constructor(readonly path: string, readonly text: string) {
    this.#lines = text.split("\n");
  }

  visit(node: Node): void {
    if (isType(node) || node.type === "ImportDeclaration") return;
    this.#visits[node.type]?.(node);
    // The name of a property is no expression.
    const key = node["computed"] ? undefined : node["key"];
    children(node).filter((child) => child !== key).forEach((child) => this.visit(child));
  }

  readonly #visits: Readonly<Record<string, (node: Node) => void>> = {
    BinaryExpression: (node) => this.#exchangeOperator(node),
    // Each side in parentheses: && and || do not stand beside ?? without.
    LogicalExpression: (node) => this.#exchangeOperator(node, (side) => `(${side})`),
    UnaryExpression: (node) => {
      if (node["operator"] === "!") this.#replace(node, this.#sourceOf(part(node, "argument")));
    },
    BooleanLiteral: (node) => this.#replace(node, String(!node["value"])),
    NumericLiteral: (node) => this.#replace(node, String(Number(node["value"]) + 1)),
    ConditionalExpression: (node) => {
      const test = part(node, "test");
      this.#replace(test, `!(${this.#sourceOf(test)})`);
    },
    IfStatement: (node) => this.#replace(part(node, "test"), "false"),
    ArrayExpression: (node) => {
      for (const element of children(node)) {
        if (element.type === "SpreadElement") this.#replace(part(element, "argument"), "[]");
      }
    },
    ExpressionStatement: (node) => {
      const expression = part(node, "expression");
      const call = expression.type === "AwaitExpression"
        ? part(expression, "argument")
        : expression;
      if (call.type === "CallExpression" && part(call, "callee").type !== "Super") {
        this.#replace(expression, "undefined");
      }
    },
    CallExpression: (node) => {
      const callee = part(node, "callee");
      if (callee.type !== "MemberExpression") return;
      const name = part(callee, "property");
      const exchange = METHODS.get(this.#sourceOf(name));
      if (exchange !== undefined) this.#change(node, [name.start, name.end], exchange);
      if (this.#sourceOf(name) === "filter") {
        this.#replace(node, this.#sourceOf(part(callee, "object")));
      }
    },
  };

  #exchangeOperator(node: Node, around?: (side: string) => string): void {
    const operator = String(node["operator"]);
    const exchange = OPERATORS[operator];
    const at = this.text.indexOf(operator, part(node, "left").end);
    if (exchange !== undefined) this.#change(node, [at, at + operator.length], exchange, around);
  }

  #replace(node: Node, after: string): void {
    this.#change(node, [node.start, node.end], after);
  }

  /** Puts `after` in the place of a part of an expression, between what is to stand for its sides. */
  #change(
    { start, end }: Node,
    [from, to]: [number, number],
    after: string,
    around = (side: string) => side,
  ): void {
    const { path, text } = this;
    const line = text.slice(0, from).split("\n").length;
    this.mutants.push({
      ...{ path, line, start, end, before: text.slice(from, to), after },
      replacement: around(text.slice(start, from)) + after + around(text.slice(to, end)),
      source: (this.#lines[line - 1] ?? "").trim(),
    });
  }

  #sourceOf({ start, end }: Node): string {
    return this.text.slice(start, end);
  }
}

/** Types do nothing; expressions with one beside them do. */
function isType({ type }: Node): boolean {
  return type.startsWith("TS") && !/^TS(As|Satisfies|NonNull)Expression$/.test(type);
}

function part(node: Node, name: string): Node {
  return node[name] as Node;
}

function children(node: Node): Node[] {
  return Object.values(node).flat().filter((value): value is Node =>
    typeof value === "object" && value !== null && "type" in value && "start" in value
  );
}

/** A mutant, and the number that switches it on. */
export interface NumberedMutant extends Mutant {
  id: number;
}

/**
 * The text of a file with all of the mutants in it, each asleep until `globalThis.mutant` says true to its
 * number. Where nobody defines that, the text does what it did.
 */
export function instrumented(text: string, mutants: readonly NumberedMutant[]): string {
  const ordered = mutants.toSorted((a, b) => a.start - b.start || b.end - a.end);

  function render(start: number, end: number, inside: readonly NumberedMutant[]): string {
    let result = "";
    let at = start;
    for (let i = 0; i < inside.length;) {
      const mutant = inside[i++];
      if (!mutant) break;
      const first = i;
      while (i < inside.length && (inside[i]?.end ?? 0) <= mutant.end) i++;
      const original = render(mutant.start, mutant.end, inside.slice(first, i));
      result += text.slice(at, mutant.start) +
        `(globalThis.mutant?.(${mutant.id}) ? (${mutant.replacement}) : (${original}))`;
      at = mutant.end;
    }
    return result + text.slice(at, end);
  }

  return render(0, text.length, ordered);
}

/** What a mutant changes: "bond/config/rules.ts:12 `===` → `!==`". */
export function describe({ path, line, before, after }: Mutant): string {
  return `${path}:${line} ${shown(before)} → ${shown(after)}`;
}

function shown(code: string): string {
  const [first = "", ...more] = code.split("\n");
  return more.length === 0 ? `\`${first}\`` : `\`${first.trim()} …\``;
}

/** `count` of the items, chosen by a seed: always the same ones, in the order in which they came. */
export function sample<T>(items: readonly T[], count: number, seed: number): T[] {
  const random = mulberry32(seed);
  return items
    .map((item, index) => ({ item, index, weight: random() }))
    .toSorted((a, b) => a.weight - b.weight)
    .slice(0, count)
    .toSorted((a, b) => a.index - b.index)
    .map(({ item }) => item);
}

/** Numbers from 0 to 1 that a seed determines (mulberry32, by Tommy Ettinger, public domain). */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
