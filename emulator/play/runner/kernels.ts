/** The kernels that cases are played on. */

import { selectKernel } from "../../lab/kernel/mod.ts";
import { masquerades } from "../../lab/programs/mod.ts";
import { allChains } from "../replay/mod.ts";
import { inGuests } from "./guests.ts";
import type { KernelWish } from "./planned.ts";
import type { ReplayWay } from "./runner.ts";

/**
 * Returns the way to have cases replayed in guests of the kernel that was wished for. The newest kernel
 * may lack what only few need: those are played on another, then.
 */
export function inGuestsOf({ kernel: choice, kernelPath, say, onStart }: KernelWish): ReplayWay {
  return async (cases, listener) => {
    for (const firewall of [false, true]) {
      const some = cases.filter(({ plan }) => masquerades(allChains(plan)) === firewall);
      if (some.length === 0) continue;
      const kernel = selectKernel(choice, say, { kernelPath, firewall });
      onStart?.(kernel.provider);
      await inGuests(kernel, some, listener);
    }
  };
}
