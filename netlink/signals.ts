import { checked, libc } from "./libc.ts";

/** struct sigaction as the kernel has it: handler, flags, restorer and mask, of 8 octets each. */
const SIGACTION = 32;
/** SIG_IGN (asm-generic/signal-defs.h). */
const SIG_IGN = 1n;
/** Octets of a mask of signals. */
const SIGSET = 8;

/**
 * Has this process ignore signals until what is returned is disposed of: then they do what they did before. A
 * child that is started meanwhile ignores them too.
 * @param signals Their numbers.
 *
 * @throws {SystemError} when there is no such signal
 */
export function ignoreSignals(signals: readonly number[]): Disposable {
  const ignore = new Uint8Array(SIGACTION);
  new DataView(ignore.buffer).setBigUint64(0, SIG_IGN, true);
  const before = signals.map((signal) => {
    const old = new Uint8Array(SIGACTION);
    checked(`ignore signal ${signal}`, libc.rt_sigaction(signal, ignore, old, SIGSET));
    return [signal, old] as const;
  });
  return {
    [Symbol.dispose]() {
      for (const [signal, old] of before) libc.rt_sigaction(signal, old, null, SIGSET);
    },
  };
}
