// SPDX-License-Identifier: Apache-2.0
// 简体中文。To be read by a hepatobiliary clinician before clinical use.
import { type OutcomeWords, outcomeWords } from '../../src/nomogram/outcome-words.ts';
import type { Catalogue } from './catalogue.ts';
import { zhCharts } from './zh-charts.ts';
import { zhPage } from './zh-page.ts';
import { zhRecord } from './zh-record.ts';

/** The same in Chinese. */
export const zhOf = (words: OutcomeWords): Catalogue => ({ ...zhPage(words), ...zhCharts(words), ...zhRecord(words) });

export const zh = zhOf(outcomeWords(undefined, 'zh'));
