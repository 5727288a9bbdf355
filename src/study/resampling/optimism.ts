// SPDX-License-Identifier: Apache-2.0
import { quantile7 } from '../../survival/index.ts';
import type { ModelName } from '../models/fitted-model.ts';
import type { Maybe, OptimismRow } from '../report/study-report.ts';
import type { Measures, SampleResult } from './sample.ts';

/** Samples from which an interval is given. */
const FEWEST_FOR_INTERVAL = 40;

/** What the bootstrap says about one model. */
export interface ModelOptimism {
  readonly rows: readonly OptimismRow[];
  /** Samples in which the model could be fitted and measured, and those in which it could not. */
  readonly usable: number;
  readonly failed: number;
}

/**
 * Harrell's correction: apparent value minus the mean over samples of [in the sample − in the original patients]. The interval is the percentile interval of the
 * values in the samples, moved by the optimism (location-shifted bootstrap).
 *
 * @param apparent measures of the real model in the training patients
 * @see Harrell 1996; Noma 2021, doi:10.1002/sim.9148
 */
export function optimismOfModel(name: ModelName, apparent: Measures, results: readonly SampleResult[], horizonsDays: readonly number[]): ModelOptimism {
  const usable = results.flatMap(({ models }) => models[name] ?? []);
  const row = (measure: OptimismRow['measure'], of: (one: Measures) => Maybe, timeDays?: number): OptimismRow => {
    const pairs = usable.flatMap(({ own, test }) => {
      const [a, b] = [of(own), of(test)];
      return a === null || b === null ? [] : [{ own: a, gap: a - b }];
    });
    const value = of(apparent);
    const head = { measure, ...(timeDays === undefined ? {} : { timeDays }), apparent: value };
    if (pairs.length === 0 || value === null) return { ...head, optimism: null, corrected: { value: null, lower: null, upper: null } };
    const optimism = pairs.reduce((sum, { gap }) => sum + gap, 0) / pairs.length;
    const own = pairs.map((pair) => pair.own);
    // A model refitted on a sample has slope 1 and next to no calibration error in it: there is no spread to move.
    const limits = measure !== 'slope' && measure !== 'ici' && pairs.length >= FEWEST_FOR_INTERVAL;
    return {
      ...head,
      optimism,
      corrected: {
        value: value - optimism,
        lower: limits ? quantile7(own, 0.025) - optimism : null,
        upper: limits ? quantile7(own, 0.975) - optimism : null,
      },
    };
  };
  const rows = [
    row('concordance', (one) => one.concordance),
    row('slope', (one) => one.slope),
    ...horizonsDays.map((t, k) => row('auc', (one) => one.auc[k] ?? null, t)),
    ...horizonsDays.map((t, k) => row('brier', (one) => one.brier[k] ?? null, t)),
    ...horizonsDays.map((t, k) => row('ici', (one) => one.ici[k] ?? null, t)),
  ];
  return { rows, usable: usable.length, failed: results.length - usable.length };
}

/** Share of the samples in which each name was chosen, falling; samples that failed wholly count as not chosen. */
export function frequencies(results: readonly SampleResult[], of: (one: SampleResult) => readonly string[]): { feature: string; share: number }[] {
  const counts = new Map<string, number>();
  for (const result of results) for (const name of of(result)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .map(([feature, count]) => ({ feature, share: count / results.length }))
    .sort((a, b) => b.share - a.share || (a.feature < b.feature ? -1 : 1));
}
