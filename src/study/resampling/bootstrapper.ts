// SPDX-License-Identifier: Apache-2.0
import type { Cohort } from '../cohort/cohort.ts';
import type { StudyDefinition } from '../definition/study-definition.ts';
import { runSample, type SampleResult } from './sample.ts';

/** What is to be resampled. */
export interface BootstrapTask {
  readonly cohort: Cohort;
  /** The cohort with missing covariates imputed, several times: sample b then works on number b modulo their count. */
  readonly completed?: readonly Cohort[];
  readonly definition: StudyDefinition;
  readonly samples: number;
  readonly horizonsDays: readonly number[];
}

/** All samples in their order, with what they cost. */
export interface BootstrapRun {
  readonly results: readonly SampleResult[];
  readonly seconds: number;
  readonly cores: number;
}

/** Runs the samples somewhere: in this thread, or in a pool of threads. The results must not depend on where. */
export type Bootstrapper = (task: BootstrapTask, onProgress: (done: number, total: number) => void) => Promise<BootstrapRun>;

/** Sample `index` of a task. */
export function runNumbered({ cohort, completed, definition, horizonsDays }: Omit<BootstrapTask, 'samples'>, index: number): SampleResult {
  return runSample(completed === undefined ? cohort : completed[index % completed.length]!, definition, index, horizonsDays);
}

/** Runs the samples one after the other in this thread. @param nowMs a clock in milliseconds */
export const inThisThread =
  (nowMs: () => number): Bootstrapper =>
  async (task, onProgress) => {
    const start = nowMs();
    const results: SampleResult[] = [];
    for (let index = 0; index < task.samples; index++) {
      results.push(runNumbered(task, index));
      onProgress(index + 1, task.samples);
      // Lets progress be drawn and signals be heard.
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    return { results, seconds: (nowMs() - start) / 1000, cores: 1 };
  };
