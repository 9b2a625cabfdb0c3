/** Waiting without letting go of the thread. */

/** What nobody ever wakes. */
const sleeper = new Int32Array(new SharedArrayBuffer(4));

/** Blocks this thread, the event loop's timers included. */
export function sleepSync(ms: number): void {
  Atomics.wait(sleeper, 0, 0, ms);
}
