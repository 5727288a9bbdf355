// SPDX-License-Identifier: Apache-2.0
import { type Columns, toRowMajor } from '../core/columns.ts';
import { prepareSurv, type Surv } from '../core/surv.ts';
import { type CoxControl, type NewtonResult, newtonCox } from '../cox/newton.ts';
import { layOut, type Ties } from '../cox/prepared.ts';
import { SurvivalError } from '../errors.ts';

/**
 * Refits one Cox model on many samples of the same rows: the rows are put in order of time once, a sample is read off in that order.
 * @returns per sample (rows from 0, with repetitions) the fit; null for a sample without an event
 */
export function coxRefitter(surv: Surv, x: Columns, ties: Ties, control: CoxControl): (sample: Int32Array) => NewtonResult | null {
  const { n, nEvents, time, status } = prepareSurv(surv);
  if (nEvents === 0) throw new SurvivalError('no-events', `none of the ${n} subjects has an event: a Cox model cannot be fitted`, { n });
  const { terms, values } = toRowMajor(x, n);
  const order = Int32Array.from({ length: n }, (_, i) => i).sort((a, b) => time[b]! - time[a]! || status[b]! - status[a]! || a - b);
  const layout = { time, status, values, p: terms.length };
  const counts = new Int32Array(n);
  return (sample) => {
    counts.fill(0);
    for (const row of sample) counts[row]! += 1;
    const rows = new Int32Array(sample.length);
    let at = 0;
    let events = 0;
    for (const row of order) {
      for (let k = counts[row]!; k > 0; k--) {
        rows[at++] = row;
        events += status[row]!;
      }
    }
    return events === 0 ? null : newtonCox(layOut(layout, rows), ties, control);
  };
}
