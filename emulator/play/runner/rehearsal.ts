/** Pods of manifests on their way through the lab, for other programs too. */

import { type ManifestFile, readManifests } from "../../input/manifests/mod.ts";
import type { Diagnostic, NodeModel, PodChain } from "../../input/model.ts";
import type { KernelChoice } from "../../lab/kernel/mod.ts";
import { planFiles, type Planned, type PlanOptions, planReplay } from "../plan/mod.ts";
import type { ReplayEvent, ReplayReport } from "../replay/mod.ts";
import { replayPlanned } from "./planned.ts";

/** How pods are replayed. */
export interface ReplayOptions {
  /** The kernel that they run on: this machine's, User-mode Linux, or whichever works (default). */
  kernel?: KernelChoice;
  /** Hears what happens, as it happens. */
  onEvent?: (event: ReplayEvent) => void;
  /** Receives what programs write on stderr. */
  onStderr?: (chunk: Uint8Array) => void;
}

/** Pods of manifests that can be looked at, and replayed as often as one likes. */
export class Rehearsal {
  readonly #planned: Planned;

  /** Of what was planned; `title` is its name in reports where no scenario says another. */
  constructor(planned: Planned, readonly title = "") {
    this.#planned = planned;
  }

  /**
   * Reads files, or folders of files, and prepares what they describe. What is wrong with them is
   * among the findings. Throws InputError when a file or folder of the options cannot be read.
   */
  static ofFiles(paths: readonly string[], options?: PlanOptions): Rehearsal {
    return new Rehearsal(planFiles(paths, options), paths.join(" "));
  }

  /** The same of texts in YAML or JSON, each with the name that positions are told by. */
  static ofTexts(files: readonly ManifestFile[], options?: PlanOptions): Rehearsal {
    return new Rehearsal(planReplay(readManifests(files), options));
  }

  /** What there is to say about the manifests. */
  get findings(): readonly Diagnostic[] {
    return this.#planned.diagnostics;
  }

  /** The node that the pods run on. */
  get node(): NodeModel {
    return this.#planned.node;
  }

  /** What would run for each pod that can be replayed; none where a finding forbids it. */
  get chains(): readonly PodChain[] {
    return this.#planned.plan?.chains ?? [];
  }

  /**
   * Replays the pods and returns the report; where none can be, only what there is to say. Throws
   * KernelError when there is no kernel or it breaks down, and LabError when the lab itself does.
   */
  async replay(options: ReplayOptions = {}): Promise<ReplayReport> {
    const { kernel = "auto", onEvent, onStderr } = options;
    const { report } = await replayPlanned(this.title, this.#planned, {
      kernel,
      repeat: 1,
      say: () => {},
      onEvent: (event) => onEvent?.(event),
      onStderr: (chunk) => onStderr?.(chunk),
    });
    return report;
  }
}
