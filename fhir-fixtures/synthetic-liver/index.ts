// SPDX-License-Identifier: Apache-2.0
// A synthetic liver CT with its segmentation, made by a seeded generator.
export { BENCH_GRID, benchStudy, PLAIN_STUDY, PLAIN_TUMOUR } from './bench-specs.ts';
export { CT_SERIES_DESCRIPTION, CT_SERIES_NUMBER, SEG_SERIES_NUMBER, STUDY_DESCRIPTION, type StudyUids, studyUids } from './ct-part10.ts';
export { gridOf, type SyntheticVolume, syntheticVolume } from './ct-volume.ts';
export { liverDistance } from './scene.ts';
export { GENERATOR_VERSION, STANDARD_GRID, type SyntheticStudySpec, type TumourSpec } from './spec.ts';
export { SEG_SERIES_DESCRIPTION, type SyntheticStudy, syntheticStudy } from './study.ts';
