// SPDX-License-Identifier: Apache-2.0

import { compareBaseline } from './baseline.ts';
import { compareCindex } from './cindex.ts';
import { compareCoxph } from './coxph.ts';
import type { FileComparer } from './folder.ts';
import { compareKm } from './km.ts';
import { compareTimeroc } from './timeroc.ts';

/** Comparers of Cox models, survival curves, discrimination, calibration, scores, resampling and subgroups, by file name. */
export const MODEL_FILES: Readonly<Record<string, FileComparer>> = {
  'baseline.json': compareBaseline,
  'cindex.json': compareCindex,
  'coxph.json': compareCoxph,
  'km.json': compareKm,
  'timeroc.json': compareTimeroc,
};
