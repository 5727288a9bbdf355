// SPDX-License-Identifier: Apache-2.0
export { type DataDistribution, datadist } from './datadist.ts';
export {
  type BaselineAtCentre,
  type Nomogram,
  type NomogramAxis,
  type NomogramOptions,
  type NomogramPredictor,
  nomogram,
  nomogramPredictors,
  survivalOfPoints,
  totalPointsOf,
} from './nomogram.ts';
export { pretty } from './pretty.ts';
