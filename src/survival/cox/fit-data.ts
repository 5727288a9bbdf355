// SPDX-License-Identifier: Apache-2.0
import { SurvivalError } from '../errors.ts';
import type { NewtonResult } from './newton.ts';
import type { PreparedCox } from './prepared.ts';

/** What a fit keeps for baseline hazard, residuals and tests; not part of its JSON. */
export interface CoxFitData {
  readonly prepared: PreparedCox;
  readonly newton: NewtonResult;
  /** Variance used for intervals (robust when asked for), row-major. */
  readonly variance: Float64Array;
  readonly strataLevels: readonly (string | number)[];
}

const kept = new WeakMap<object, CoxFitData>();

export function keepFitData(fit: object, data: CoxFitData): void {
  kept.set(fit, data);
}

/** The rows behind a fit. Throws `fit-without-data` for a fit that was copied or read from JSON: fit it again. */
export function fitData(fit: object): CoxFitData {
  const data = kept.get(fit);
  if (data === undefined) {
    throw new SurvivalError('fit-without-data', 'this fit was copied or read from JSON and has no rows: use the object that coxph returned, or fit again');
  }
  return data;
}
