// SPDX-License-Identifier: Apache-2.0
export { DAYS_PER_YEAR, FEWEST_AT_RISK } from './baseline.ts';
export { type StudyModelInput, studyModelFile } from './study-model-file.ts';
