/** What a job writes to, as it comes. */
export type Sink = (chunk: Uint8Array) => void;

/** Something that writes and ends with a status. */
export type Job = (sink: Sink) => Promise<number>;

/** What a job wrote, and its status. */
export interface Outcome {
  output: Uint8Array[];
  code: number;
}

/**
 * Runs jobs, each as soon as one of the lanes is free, and returns how they ended, in their order. What they
 * write is not mixed: one job is shown as it writes, and the others when it has ended.
 */
export async function runInLanes(
  jobs: readonly Job[],
  lanes: number,
  show: Sink,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  /** Those that have begun and are not shown to their end; the first is shown as it writes. */
  let waiting: Outcome[] = [];
  const ended = new Set<Outcome>();
  const end = (outcome: Outcome) => {
    ended.add(outcome);
    if (waiting[0] !== outcome) return;
    waiting.shift();
    // What has ended meanwhile goes before what still runs.
    waiting = [
      ...waiting.filter((each) => ended.has(each)),
      ...waiting.filter((each) => !ended.has(each)),
    ];
    while (waiting[0]) {
      waiting[0].output.forEach(show);
      if (!ended.has(waiting[0])) break;
      waiting.shift();
    }
  };
  const rest = jobs.entries();
  const lane = async () => {
    for (const [i, job] of rest) {
      const outcome: Outcome = { output: [], code: 0 };
      outcomes[i] = outcome;
      waiting.push(outcome);
      outcome.code = await job((chunk) => {
        outcome.output.push(chunk);
        if (waiting[0] === outcome) show(chunk);
      });
      end(outcome);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return outcomes;
}
