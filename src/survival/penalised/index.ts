// SPDX-License-Identifier: Apache-2.0
export { coxnet } from './coxnet.ts';
export { type CvPlan, combineFolds, cvCoxnet, type FoldResult, prepareCv, runFold } from './cross-validate.ts';
export { stratifiedFolds } from './folds.ts';
export type { CoxnetOptions, CoxnetPath, CvCoxnet, CvCoxnetOptions, SparseCoefficients } from './types.ts';
