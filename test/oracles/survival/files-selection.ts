// SPDX-License-Identifier: Apache-2.0
import type { FileComparer } from './folder.ts';

/** Comparers of selection, penalised fits, distributions, tests, cut-points, nomogram, decision curves and reclassification, by file name. */
export const SELECTION_FILES: Readonly<Record<string, FileComparer>> = {};
