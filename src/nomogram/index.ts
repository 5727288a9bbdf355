// SPDX-License-Identifier: Apache-2.0
// The public face of the room.
export * from './assess-model.ts';
export * from './assessment.ts';
export { bounds, predictionEvidence } from './bounds.ts';
export { addMonths, civilDate, daysBetween } from './calendar.ts';
export { canonicalJson } from './canonical-json.ts';
export { averagePoints } from './contributions.ts';
export { checkEligibility, type EligibilityResult, type Eligible } from './eligibility.ts';
export { weakest } from './evidence.ts';
export { plainInputs, recomputeFixtures } from './fixtures.ts';
export * from './follow-up.ts';
export * from './geometry.ts';
export * from './inputs.ts';
export * from './labels.ts';
export { hashedText, loadModel, ModelFileError, parseModelFile } from './load-model.ts';
export { mainHorizon } from './main-horizon.ts';
export { type ModelFile, ModelFileSchema, modelFileJsonSchema } from './model-file.ts';
export * from './outcome.ts';
export * from './outcome-words.ts';
export * from './points.ts';
export { type PredictOptions, predict } from './predict.ts';
export { horizonDays, inputSpec, type LoadedModel, modelRef, prepareModel, referenceColumns } from './prepare.ts';
export * as present from './present.ts';
export { type RadScoreResult, radScore } from './rad-score.ts';
export { sha256Hex } from './sha256.ts';
export { NOT_ASSESSED, SOURCE_ATTRIBUTE_GROUPS, SOURCE_ATTRIBUTE_IDS, type SourceAttributeId } from './source-attributes.ts';
export { baselineHazard, NoSurvivalError, survivalAt, survivalAtHorizons, survivalCurve } from './survival-at.ts';
export { asInput, type TermState, termStates } from './term-state.ts';
