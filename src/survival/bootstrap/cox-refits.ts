// SPDX-License-Identifier: Apache-2.0
import { type Columns, toRowMajor } from '../core/columns.ts';
import { prepareSurv, type Surv } from '../core/surv.ts';
import { CountedRows } from '../cox/counted.ts';
import { type CoxControl, type NewtonResult, newtonCox } from '../cox/newton.ts';
import { prepareCox, type Ties } from '../cox/prepared.ts';
import { SurvivalError } from '../errors.ts';

/**
 * Refits one Cox model on many samples of the same rows: the rows are put in order of time once, a sample counts how often each row comes, and
 * repetitions are not written out. The maximum is that of `coxph` on the written-out sample.
 * @param start coefficients to start from, such as those of the model on all rows (fewer steps); then `loglikNull` and `scoreStatistic` are those
 * at the start, and a sample that does not converge from there is fitted again from 0
 * @returns per sample (rows from 0, with repetitions) the fit; null for a sample without an event
 * @throws SurvivalError `no-events` and those of the follow-up and the columns
 */
export function coxRefitter(surv: Surv, x: Columns, ties: Ties, control: CoxControl, start?: ArrayLike<number>): (sample: Int32Array) => NewtonResult | null {
  const { n, nEvents, time, status } = prepareSurv(surv);
  if (nEvents === 0) throw new SurvivalError('no-events', `none of the ${n} subjects has an event: a Cox model cannot be fitted`, { n });
  const { terms, values } = toRowMajor(x, n);
  const prepared = prepareCox({ time, status, values, p: terms.length });
  const counted = new CountedRows(prepared);
  const counts = new Int32Array(n);
  return (sample) => {
    counts.fill(0);
    for (const row of sample) counts[row]! += 1;
    counted.take(counts);
    if (counted.events === 0) return null;
    const maximise = (from?: ArrayLike<number>): NewtonResult => newtonCox(prepared, ties, control, from, (beta, work) => counted.evaluate(beta, ties, work));
    const result = maximise(start);
    return result.converged || start === undefined ? result : maximise();
  };
}
