/** A call with everything that it does written down, where the node's policy says so. */

import { CniError, CniErrorCode, type Invocation, toCniError } from "../../cni/mod.ts";
import { Rtnetlink } from "../../netlink/mod.ts";
import { BondErrorCode, withDetails } from "../errors.ts";
import { type NodePolicy, POLICY_PATH, readNodePolicy } from "../policy/mod.ts";
import { CallLog, type LogSink } from "./call_log.ts";
import { appendLine } from "./file.ts";

/**
 * Serves `invocation` by `work`: what it asks of the kernel, what it notes and logs, and how it ends become
 * lines of the file that the node's policy names. Throws what `work` throws, with the last steps in its
 * details where they may tell why.
 */
export async function logged(
  invocation: Invocation,
  work: (invocation: Invocation) => Promise<void>,
  readPolicy: () => NodePolicy = readNodePolicy,
): Promise<void> {
  const { command, config, containerId, ifname } = invocation;
  const head = { command, network: config.name, containerId, ifname };
  const log = new CallLog(
    head,
    sinkOf(readPolicy()),
    (problem) =>
      invocation.log(`this call is not logged: ${problem}; see log.file in ${POLICY_PATH}`),
  );
  using _observer = observeRequests((operation) =>
    log.step(operation, { changes: !/ \(RTM_GET\w+\)$/.test(operation) })
  );
  log.message("begins");
  try {
    await work({
      ...invocation,
      note: (step) => log.step(step, { changes: true }),
      log: (message) => {
        invocation.log(message);
        log.message(message);
      },
    });
    log.end();
  } catch (error) {
    const failure = withSteps(toCniError(error), log.lastSteps);
    log.end(failure);
    throw failure;
  }
}

function sinkOf(node: NodePolicy): LogSink | undefined {
  const { file, level = "info" } = node.state === "valid" ? node.policy.log ?? {} : {};
  if (file === undefined) return undefined;
  return { level, write: (line) => appendLine(file, line) };
}

/** Tells `observe` of each request to the kernel. A process serves one call: its sockets are opened within. */
function observeRequests(observe: (operation: string) => void): Disposable {
  const before = Rtnetlink.observer;
  const observer: typeof before = (request) => {
    before?.(request);
    observe(request.operation);
  };
  Rtnetlink.observer = observer;
  return {
    [Symbol.dispose]() {
      if (Rtnetlink.observer === observer) Rtnetlink.observer = before;
    },
  };
}

/** Failures that what was done before may explain. */
const EXPLAINED_BY_STEPS: readonly number[] = [
  BondErrorCode.Refused,
  CniErrorCode.TryAgainLater,
  CniErrorCode.Internal,
];

function withSteps(error: CniError, steps: readonly string[]): CniError {
  if (steps.length === 0 || !EXPLAINED_BY_STEPS.includes(error.code)) return error;
  return withDetails(error, `the last steps: ${steps.join(", ")}`);
}
