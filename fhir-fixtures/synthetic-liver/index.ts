// SPDX-License-Identifier: Apache-2.0
// A synthetic liver CT with its segmentation, made by a seeded generator.
export { BENCH_GRID, benchStudy, PLAIN_STUDY, PLAIN_TUMOUR } from './bench-specs.ts';
export { CT_SERIES_DESCRIPTION, CT_SERIES_NUMBER, ctWriter, SEG_SERIES_NUMBER, STUDY_DESCRIPTION, type StudyUids, sourceCt, studyUids } from './ct-part10.ts';
export { gridOf, renderSlices, type SyntheticVolume, syntheticMask, syntheticVolume } from './ct-volume.ts';
export { buildScene, liverDistance } from './scene.ts';
export { GENERATOR_VERSION, pixelIdentity, STANDARD_GRID, type SyntheticStudySpec, type TumourSpec } from './spec.ts';
export { outlineSeg, SEG_SERIES_DESCRIPTION, type SyntheticStudy, syntheticStudy } from './study.ts';
