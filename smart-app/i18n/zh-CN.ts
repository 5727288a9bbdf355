// SPDX-License-Identifier: Apache-2.0
// 简体中文。To be read by a hepatobiliary clinician before clinical use.
import type { Catalogue } from './catalogue.ts';
import { zhCharts } from './zh-charts.ts';
import { zhPage } from './zh-page.ts';
import { zhRecord } from './zh-record.ts';

export const zh: Catalogue = { ...zhPage, ...zhCharts, ...zhRecord };
