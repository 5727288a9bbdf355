// SPDX-License-Identifier: Apache-2.0
import { STANDARD_GRID, type SyntheticStudySpec, type TumourSpec } from './spec.ts';

/** Middle of the right lobe: the largest sphere fits here. */
const RIGHT_LOBE_MM = [-78, -24, 35] as const;

/** A tumour with nothing special, to be changed by spreading. */
export const PLAIN_TUMOUR: TumourSpec = {
  centreMm: RIGHT_LOBE_MM,
  diameterMm: 46,
  irregularity: 0.2,
  hu: 82,
  textureHu: 7,
};

/** A study of nobody, to be changed by spreading. */
export const PLAIN_STUDY: SyntheticStudySpec = {
  key: 'plain',
  grid: STANDARD_GRID,
  bodyScale: 1,
  noiseSdHu: 10,
  liverHu: 110,
  tumours: [PLAIN_TUMOUR],
  segmented: true,
  patient: { id: 'DEMO-0000', name: 'DEMO^NOBODY', sex: 'M', birthDate: '1968-02-03', ageYears: 58 },
  acquiredIso: '2026-11-14T09:40:00',
  segmentedIso: '2026-11-15T11:05:00',
  accession: 'DEMOCT0000',
  scanner: { manufacturer: 'DEMO SCANNERS', model: 'Synthetic CT', kernel: 'B30f' },
};

/** 512 × 512 × 100 voxels of 0.75 × 0.75 × 2.5 mm: the grid of the radiomics benches. */
export const BENCH_GRID = { columns: 512, rows: 512, pixelMm: 0.75, slices: 100, sliceMm: 2.5, topMm: 120 } as const;

/**
 * A study for benches: one spherical or ellipsoid tumour of a given diameter in the right lobe, slightly irregular, on {@link BENCH_GRID}.
 * @param diameterMm longest in-plane diameter, 5 to 120 mm
 * @param aspect relative half axes x, y, z; default a sphere
 */
export function benchStudy(diameterMm: number, aspect: readonly [number, number, number] = [1, 1, 1]): SyntheticStudySpec {
  return {
    ...PLAIN_STUDY,
    key: `bench ${diameterMm} mm ${aspect.join(':')}`,
    grid: BENCH_GRID,
    tumours: [{ ...PLAIN_TUMOUR, diameterMm, aspect, irregularity: 0.12, necrosis: { radiusShare: 0.45, hu: 32 }, capsule: { thicknessMm: 2, hu: 132 } }],
  };
}
