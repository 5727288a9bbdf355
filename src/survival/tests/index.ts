// SPDX-License-Identifier: Apache-2.0
export { type ChiSquareTest, type ContingencyTable, chiSquareTest, crossTable } from './contingency.ts';
export { type CorrelationTest, kendallTest, pearsonTest, type SpearmanOptions, spearmanTest } from './correlation-tests.ts';
export { type Description, describe, present, standardisedDifference } from './descriptive.ts';
export { type FisherTest, fisherTest } from './fisher.ts';
export { type ChiSquareResult, kruskalWallis, type MannWhitney, type MannWhitneyOptions, mannWhitney } from './rank-tests.ts';
export { shapiroTest } from './shapiro.ts';
export { pSpearman } from './spearman-distribution.ts';
export { anova, type FTest, type TTest, type TTestOptions, tTest, varianceTest } from './t-test.ts';
