// SPDX-License-Identifier: Apache-2.0
// English strings. `**bold**` is the only markup. Numbers and dates arrive formatted.
import { type OutcomeWords, outcomeWords } from '../../src/nomogram/outcome-words.ts';
import { enCharts } from './en-charts.ts';
import { enPage } from './en-page.ts';
import { enRecord } from './en-record.ts';

/** Everything in English, speaking of this outcome. */
export const enOf = (words: OutcomeWords) => ({ ...enPage(words), ...enCharts(words), ...enRecord(words) }) as const;

export const en = enOf(outcomeWords(undefined, 'en'));
