// SPDX-License-Identifier: Apache-2.0
import type { LocalText } from '../../nomogram/assessment.ts';
import type { ModelFile } from '../../nomogram/model-file.ts';
import type { StudyDefinition } from '../definition/study-definition.ts';
import type { Estimate, Performance } from '../report/study-report.ts';

export type ValidationEntry = ModelFile['validation'][number];
type Measure = NonNullable<ValidationEntry['concordance']>;

function measure({ value, lower, upper, se }: Estimate): Measure | undefined {
  if (value === null) return undefined;
  return {
    value,
    ...(typeof lower === 'number' ? { lower } : {}),
    ...(typeof upper === 'number' ? { upper } : {}),
    ...(typeof se === 'number' && se > 0 ? { standardError: se } : {}),
  };
}

const optional = <K extends string>(key: K, value: Measure | undefined): { readonly [P in K]?: Measure } =>
  (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: Measure };

/** What the entry says beside its numbers. */
export interface EntryWords {
  readonly kind: ValidationEntry['kind'];
  readonly method: LocalText;
  readonly remark: LocalText;
  readonly evidence: Pick<ValidationEntry, 'evidence' | 'source' | 'date' | 'derivation'>;
}

/** A performance as an entry of `validation[]`; the Brier score is that of the last horizon. */
export function validationEntry(performance: Performance, { cohort }: StudyDefinition, daysPerYear: number, words: EntryWords): ValidationEntry {
  const { kind, method, remark, evidence } = words;
  return {
    kind,
    method,
    cohort: {
      name: cohort.name,
      ...(cohort.country === undefined ? {} : { country: cohort.country }),
      ...(cohort.accrual === undefined ? {} : { dates: `${cohort.accrual.from}/${cohort.accrual.to}` }),
      n: performance.n,
      events: performance.events,
    },
    ...optional('concordance', measure(performance.concordance)),
    auc: performance.auc.flatMap((at) => {
      const found = measure(at);
      return found === undefined ? [] : [{ years: at.timeDays / daysPerYear, ...found }];
    }),
    ...optional('calibrationSlope', measure(performance.slope)),
    ...optional('observedToExpected', measure(performance.inTheLarge)),
    ...optional('brier', performance.brier.at(-1) === undefined ? undefined : measure(performance.brier.at(-1)!.brier)),
    remark,
    ...evidence,
  };
}
