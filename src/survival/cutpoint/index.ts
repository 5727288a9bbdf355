// SPDX-License-Identifier: Apache-2.0
export { type MaxstatOptions, type MaxstatResult, maxstat } from './maxstat.ts';
export { pGauss, pLausen92, pLausen94 } from './p-values.ts';
export { logrankScores } from './scores.ts';
