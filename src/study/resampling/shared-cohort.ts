// SPDX-License-Identifier: Apache-2.0
import type { Cohort, CohortColumn, FeatureMatrix } from '../cohort/cohort.ts';

function shared<T extends Float64Array | Int32Array | Int16Array | Uint8Array>(values: T): T {
  const make = values.constructor as new (buffer: SharedArrayBuffer) => T;
  const copy = new make(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}

const sharedColumn = (column: CohortColumn): CohortColumn =>
  column.kind === 'number' ? { ...column, values: shared(column.values) } : { ...column, index: shared(column.index) };

/**
 * A cohort whose numbers lie in shared memory, so that threads read the one copy. Identifiers stay behind: no thread needs them.
 *
 * @param features the cohort's features where they lie in shared memory already (completed cohorts have the same)
 */
export function shareCohort(cohort: Cohort, features?: FeatureMatrix): Cohort {
  const shown = features ?? (cohort.features === undefined ? undefined : { names: cohort.features.names, values: shared(cohort.features.values) });
  return {
    ...cohort,
    ids: [],
    rowNumbers: [],
    timeDays: shared(cohort.timeDays),
    status: shared(cohort.status),
    covariates: new Map([...cohort.covariates].map(([key, column]) => [key, sharedColumn(column)])),
    others: new Map(),
    ...(shown === undefined ? {} : { features: shown }),
    training: shared(cohort.training),
    validation: shared(cohort.validation),
  };
}
