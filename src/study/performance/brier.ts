// SPDX-License-Identifier: Apache-2.0
import { brierScore, integratedBrier, NULL_MODEL, type Surv } from '../../survival/index.ts';
import type { Maybe, Performance } from '../report/study-report.ts';
import { type AppliedModel, finiteOrNull, NONE, orElse, risksAt } from './applied-model.ts';

/** Brier score of the risks at one time, beside the Kaplan-Meier risk for all, and IPA. */
export function brierAt(surv: Surv, risks: Float64Array | undefined, timeDays: number): Performance['brier'][number] {
  const nothing: Performance['brier'][number] = { timeDays, brier: NONE, nullBrier: null, ipa: null };
  if (risks === undefined) return nothing;
  return orElse(nothing, () => {
    const { scores } = brierScore(surv, { model: [risks] }, [timeDays]);
    const own = scores.find(({ model }) => model === 'model')!;
    const none = scores.find(({ model }) => model === NULL_MODEL)!;
    const brier = { value: finiteOrNull(own.brier), lower: finiteOrNull(Math.max(0, own.lower)), upper: finiteOrNull(own.upper), se: finiteOrNull(own.se) };
    return { timeDays, brier, nullBrier: finiteOrNull(none.brier), ipa: finiteOrNull(own.ipa) };
  });
}

/** Times between 0 and the last horizon over which the Brier score is integrated (trapezoid). */
const GRID = 24;

/** Mean Brier score from the first of 24 equal steps to the last horizon; null where follow-up or baseline end before. */
export function integratedBrierOf(surv: Surv, model: AppliedModel, lastDays: number): Maybe {
  const times = Array.from({ length: GRID }, (_, k) => ((k + 1) * lastDays) / GRID);
  const risks = times.map((t) => risksAt(model, t));
  if (risks.some((column) => column === undefined)) return null;
  return orElse(null, () => {
    const all = integratedBrier(brierScore(surv, { model: risks as Float64Array[] }, times));
    return finiteOrNull(all.find((one) => one.model === 'model')!.integrated);
  });
}
