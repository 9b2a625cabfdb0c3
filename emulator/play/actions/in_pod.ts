import { Netns, Rtnetlink } from "../../../netlink/mod.ts";
import { podNamed, type StagePod } from "./stage.ts";

/** Has `work` speak to the pod called `name`, or the only one. */
export function inPod(
  pods: readonly StagePod[],
  name: string | undefined,
  work: (rt: Rtnetlink) => void,
): void {
  using netns = Netns.open(podNamed(pods, name).netns);
  using rt = Rtnetlink.open({ netns });
  work(rt);
}
