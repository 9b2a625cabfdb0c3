/** Rows and columns of a terminal. */
export interface TerminalSize {
  rows: number;
  columns: number;
}

/** The size of the caller's terminal; the classic one when there is none. */
export function terminalSize(): TerminalSize {
  try {
    return Deno.consoleSize();
  } catch {
    return { rows: 24, columns: 80 };
  }
}

/** Keys arrive one by one and unprocessed, Ctrl-C too, until this is disposed of. */
export function rawTerminal(): Disposable {
  const terminal = Deno.stdin.isTerminal();
  if (terminal) Deno.stdin.setRaw(true);
  return {
    [Symbol.dispose]: () => {
      if (terminal) Deno.stdin.setRaw(false);
    },
  };
}
