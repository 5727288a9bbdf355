// SPDX-License-Identifier: Apache-2.0
// English strings. `**bold**` is the only markup. Numbers and dates arrive formatted.
import { enCharts } from './en-charts.ts';
import { enPage } from './en-page.ts';
import { enRecord } from './en-record.ts';

export const en = { ...enPage, ...enCharts, ...enRecord } as const;
