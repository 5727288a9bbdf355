// SPDX-License-Identifier: Apache-2.0
export { type CorrelationMatrix, correlationMatrix } from './correlation-matrix.ts';
export { type CorrelationFilter, type CorrelationRemoval, findCorrelation } from './find-correlation.ts';
export { type MaybeColumn, type NearZeroVarOptions, nearZeroVar, type VarianceMetrics } from './near-zero-variance.ts';
export { meanAndSd, type Standardisation, standardisation, standardise } from './standardise.ts';
