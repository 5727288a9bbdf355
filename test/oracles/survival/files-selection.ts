// SPDX-License-Identifier: Apache-2.0
import { compareConfig } from './config.ts';
import { compareCutpoint } from './cutpoint.ts';
import { compareDca, compareNri } from './dca.ts';
import { compareEdge } from './edge.ts';
import { compareFilters } from './filters.ts';
import type { FileComparer } from './folder.ts';
import { compareGlmnet, compareGlmnetRaw } from './glmnet.ts';
import { compareNomogram } from './nomogram.ts';
import { compareNumerics } from './numerics.ts';
import { compareTests } from './tests-file.ts';

/** Comparers of selection, penalised fits, distributions, tests, cut-points, nomogram, decision curves and reclassification, by file name. */
export const SELECTION_FILES: Readonly<Record<string, FileComparer>> = {
  'config.json': compareConfig,
  'cutpoint.json': compareCutpoint,
  'dca.json': compareDca,
  'edge.json': compareEdge,
  'filters.json': compareFilters,
  'glmnet.json': compareGlmnet,
  'glmnet_unstandardised_input.json': compareGlmnetRaw,
  'nomogram.json': compareNomogram,
  'nri.json': compareNri,
  'numerics.json': compareNumerics,
  'tests.json': compareTests,
};
