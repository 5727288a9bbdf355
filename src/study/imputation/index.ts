// SPDX-License-Identifier: Apache-2.0
// Missing covariates: multiple imputation by chained equations and Rubin's rules.
export { completeRows, type ImputationDefinition, type ImputedColumn, type ImputeOptions, imputationPlan, impute } from './impute.ts';
export { type ImputedEstimate, type PooledCox, type PooledEstimate, type PoolScale, poolCox, poolEstimates } from './pool.ts';
export { poolEstimate, poolPerformance } from './pool-performance.ts';
export type { ImputationCandidate } from './working-columns.ts';
