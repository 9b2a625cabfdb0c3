import ts from "typescript";

/** One small change of a source file that a test should notice. */
export interface Mutant {
  /** Path of the file, relative to the project's root. */
  path: string;
  /** Line of the change, from 1. */
  line: number;
  /** Where in the text the change begins and ends, in UTF-16 units. */
  start: number;
  end: number;
  /** What stands there, and what the mutant puts in its place. */
  before: string;
  after: string;
  /** The line as it stands in the file, without the blanks around it. */
  source: string;
}

/** Operators, and what each is exchanged for. */
const EXCHANGES: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [ts.SyntaxKind.EqualsEqualsEqualsToken, "!=="],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, "==="],
  [ts.SyntaxKind.AmpersandAmpersandToken, "||"],
  [ts.SyntaxKind.BarBarToken, "&&"],
  [ts.SyntaxKind.QuestionQuestionToken, "&&"],
  [ts.SyntaxKind.LessThanToken, "<="],
  [ts.SyntaxKind.LessThanEqualsToken, "<"],
  [ts.SyntaxKind.GreaterThanToken, ">="],
  [ts.SyntaxKind.GreaterThanEqualsToken, ">"],
  [ts.SyntaxKind.MinusToken, "+"],
  [ts.SyntaxKind.AsteriskToken, "/"],
  [ts.SyntaxKind.PercentToken, "*"],
  [ts.SyntaxKind.AmpersandToken, "|"],
]);

/** Methods, and what each is exchanged for. */
const METHODS: ReadonlyMap<string, string> = new Map([
  ["some", "every"],
  ["every", "some"],
  ["startsWith", "endsWith"],
  ["endsWith", "startsWith"],
]);

/** Every mutant of a source file, in the order of the text. Texts are left alone: they are for people. */
export function mutantsOf(path: string, text: string): Mutant[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const mutants: Mutant[] = [];

  function change(node: ts.Node, after: string): void {
    const [start, end] = [node.getStart(file), node.getEnd()];
    const line = file.getLineAndCharacterOfPosition(start).line;
    const source = (text.split("\n")[line] ?? "").trim();
    mutants.push({
      path,
      line: line + 1,
      start,
      end,
      before: text.slice(start, end),
      after,
      source,
    });
  }

  function visit(node: ts.Node): void {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isInterfaceDeclaration(node)) {
      return;
    }
    if (ts.isBinaryExpression(node)) {
      const exchange = EXCHANGES.get(node.operatorToken.kind);
      if (exchange !== undefined) change(node.operatorToken, exchange);
    } else if (ts.isPrefixUnaryExpression(node)) {
      if (node.operator === ts.SyntaxKind.ExclamationToken) {
        change(node, node.operand.getText(file));
      }
    } else if (node.kind === ts.SyntaxKind.TrueKeyword) {
      change(node, "false");
    } else if (node.kind === ts.SyntaxKind.FalseKeyword) {
      change(node, "true");
    } else if (ts.isNumericLiteral(node)) {
      change(node, String(Number(node.text) + 1));
    } else if (ts.isConditionalExpression(node)) {
      change(node.condition, `!(${node.condition.getText(file)})`);
    } else if (ts.isIfStatement(node)) {
      change(node.expression, "false");
    } else if (ts.isPropertyAccessExpression(node) && ts.isCallExpression(node.parent)) {
      const exchange = METHODS.get(node.name.text);
      if (exchange !== undefined) change(node.name, exchange);
      if (node.name.text === "filter" && node.parent.expression === node) {
        change(node.parent, node.expression.getText(file));
      }
    } else if (ts.isSpreadElement(node) && ts.isArrayLiteralExpression(node.parent)) {
      change(node.expression, "[]");
    } else if (ts.isExpressionStatement(node) && isCall(node.expression)) {
      change(node, ";");
    }
    ts.forEachChild(node, visit);
  }

  visit(file);
  return mutants;
}

function isCall(expression: ts.Expression): boolean {
  return ts.isCallExpression(ts.isAwaitExpression(expression) ? expression.expression : expression);
}

/** The text of a file with a mutant in it. */
export function mutated(text: string, { start, end, after }: Mutant): string {
  return text.slice(0, start) + after + text.slice(end);
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
