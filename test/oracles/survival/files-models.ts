// SPDX-License-Identifier: Apache-2.0

import { compareBaseline } from './baseline.ts';
import { compareBoot } from './boot.ts';
import { compareCalibration } from './calibration.ts';
import { compareCindex } from './cindex.ts';
import { compareCoxph } from './coxph.ts';
import type { FileComparer } from './folder.ts';
import { compareKm } from './km.ts';
import { compareDerived, compareRisks } from './risks.ts';
import { compareScores } from './scores.ts';
import { compareSubgroup } from './subgroup.ts';
import { compareTimeroc } from './timeroc.ts';
import { compareUpdating } from './updating.ts';

/** Comparers of Cox models, survival curves, discrimination, calibration, scores, resampling and subgroups, by file name. */
export const MODEL_FILES: Readonly<Record<string, FileComparer>> = {
  'baseline.json': compareBaseline,
  'cindex.json': compareCindex,
  'coxph.json': compareCoxph,
  'km.json': compareKm,
  'boot.json': compareBoot,
  'derived.csv': compareDerived,
  'risks.csv': compareRisks,
  'subgroup.json': compareSubgroup,
  'calibration.json': compareCalibration,
  'updating.json': compareUpdating,
  'scores.json': compareScores,
  'timeroc.json': compareTimeroc,
};
