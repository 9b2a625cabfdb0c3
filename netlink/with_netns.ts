import { Netns } from "./netns.ts";
import { Rtnetlink } from "./socket.ts";

/**
 * Opens the namespace at `path` and a socket in it for `work`, and returns what that returns.
 *
 * @throws {NetnsError} when the path is no namespace
 * @throws {SystemError} when the namespace cannot be entered
 */
export function withNetns<T>(
  path: string,
  work: (rt: Rtnetlink, netns: Netns) => T extends PromiseLike<unknown> ? never : T,
): T {
  using netns = Netns.open(path);
  using rt = Rtnetlink.open({ netns });
  return work(rt, netns);
}
