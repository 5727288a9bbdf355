// SPDX-License-Identifier: Apache-2.0
import { computeImage, computeShape, planImages } from '../../radiomics/image-features.ts';
import { fastestKernels } from '../../radiomics/kernels/fastest.ts';
import type { FeatureNotes } from '../../radiomics/notes.ts';
import { cropRoi } from '../../radiomics/roi/crop.ts';
import type { WorkingCase } from '../../radiomics/roi/working-case.ts';
import type { ExtractionSettings } from '../../radiomics/settings/types.ts';
import { type StageTime, stopwatch } from '../../radiomics/stopwatch.ts';
import type { ImageTask } from './tasks.ts';

/** One prepared case, its tasks, and the counter by which threads take them. Plain data and shared memory. */
export interface TaskList {
  readonly work: WorkingCase;
  readonly settings: ExtractionSettings;
  readonly tasks: readonly ImageTask[];
  /** One number in shared memory: the next task. */
  readonly next: Int32Array;
  readonly timed: boolean;
}

export interface TaskResults {
  readonly features: Record<string, number>;
  readonly notes: FeatureNotes;
  readonly stages: readonly StageTime[];
}

/** Takes tasks until none is left. Several threads may run this on the same list. @throws RadiomicsError when a task is refused */
export function runTasks({ work, settings, tasks, next, timed }: TaskList): TaskResults {
  const stages: StageTime[] = [];
  const watch = stopwatch(timed ? () => performance.now() : undefined, stages);
  const kernels = fastestKernels();
  const features: Record<string, number> = {};
  const notes: FeatureNotes = {};
  const roi = cropRoi(work.mask, settings.label, work.roi.box);
  for (let index = Atomics.add(next, 0, 1); index < tasks.length; index = Atomics.add(next, 0, 1)) {
    const part: ExtractionSettings = { ...settings, only: tasks[index]!.features };
    if (tasks[index]!.images[0] === 'shape') Object.assign(features, computeShape(work, part, kernels, watch, notes, roi));
    else for (const plan of planImages(work, part, kernels)) Object.assign(features, computeImage(plan, work, roi, part, kernels, watch, notes));
  }
  return { features, notes, stages };
}
