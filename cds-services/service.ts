// SPDX-License-Identifier: Apache-2.0
import type { ServiceRequest } from 'fhir/r4';
import type { ChartRules } from '../src/fhir/chart.ts';
import type { ModelOutcome } from '../src/nomogram/outcome.ts';
import { capital, outcomeWords } from '../src/nomogram/outcome-words.ts';
import type { CdsRequest } from './request-schema.ts';
import type { HookName } from './types.ts';

/** Whether a hook call asks for an estimate. */
export type Trigger = { readonly kind: 'ask'; readonly order?: ServiceRequest } | { readonly kind: 'silent' };

/** What the estimates of the active model are about. */
export interface ServiceAnswers {
  readonly outcome?: ModelOutcome;
  readonly horizonsYears: readonly number[];
}

/** As the published study. */
export const STUDY_ANSWERS: ServiceAnswers = { horizonsYears: [1, 2, 3] };

/** `Recurrence after hepatectomy`. */
export function subjectOf({ outcome }: ServiceAnswers): string {
  return `${capital(outcomeWords(outcome, 'en').nounShort)} after hepatectomy`;
}

/** `recurrence or metastasis within 1, 2 and 3 years`. */
export function estimatedOf({ outcome, horizonsYears }: ServiceAnswers): string {
  const { noun } = outcomeWords(outcome, 'en');
  const years = horizonsYears.length < 2 ? horizonsYears.join('') : `${horizonsYears.slice(0, -1).join(', ')} and ${horizonsYears.at(-1)}`;
  return `${noun} within ${years} ${years === '1' ? 'year' : 'years'}`;
}

/** One CDS service: its own hook and id (clients that key by URL lose a shared one). */
export interface CdsService {
  readonly id: string;
  readonly hook: HookName;
  readonly title: (answers: ServiceAnswers) => string;
  readonly description: (answers: ServiceAnswers) => string;
  /** True where the hook brings no order, so that the planned operation is looked up in the record. */
  readonly withOrders: boolean;
  /** True where somebody asked by ordering: then "does not apply" and "cannot be told" are answers too. */
  readonly answersAlways: boolean;
  trigger(request: CdsRequest, rules: Pick<ChartRules, 'hepatectomy'>): Trigger;
}
