// SPDX-License-Identifier: Apache-2.0
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { readParamsFile } from '../../src/cli/radiomics/params-file.ts';
import { readImageInput, readMaskInput } from '../../src/cli/radiomics/read-inputs.ts';
import { readNrrd } from '../../src/imaging/nrrd.ts';
import { extractFeatures } from '../../src/radiomics/extract.ts';
import { filteredImages } from '../../src/radiomics/filters/image-types.ts';
import { fastestKernels } from '../../src/radiomics/kernels/fastest.ts';
import { parseParams } from '../../src/radiomics/params.ts';
import { cropRoi } from '../../src/radiomics/roi/crop.ts';
import { prepareCase, type WorkingCase } from '../../src/radiomics/roi/prepare.ts';
import { meshMeasures } from '../../src/radiomics/shape/mesh.ts';
import { gridMaths, type IndexBox } from '../../src/volume/geometry.ts';
import { parseCsv } from '../oracles/csv.ts';
import { describeWithOracles } from '../support/oracles.ts';

interface StageGrid {
  readonly spacing: readonly number[];
  readonly origin: readonly number[];
  readonly physicalToIndexRows: readonly (readonly number[])[];
}
interface Matrices {
  readonly working_image: StageGrid;
  readonly boundingBox_xyz: readonly number[];
  readonly shape: { readonly SurfaceArea: number; readonly MeshVolume: number; readonly voxels: number };
}

/** Position of the first difference, or -1. Compares bits, except that 0 and −0 are equal. */
function firstDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Math.min(a.length, b.length);
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return i;
  return -1;
}

describeWithOracles('reference values of PyRadiomics 3.0.1 and 2.2.0', (reference) => {
  const folder = path.join(reference, 'oracles/radiomics/open');
  const rows = parseCsv(readFileSync(path.join(folder, 'cases.csv'), 'utf8'), 'cases.csv');

  const prepare = async (row: Record<string, string>): Promise<{ work: WorkingCase; settings: ReturnType<typeof parseParams> }> => {
    const compat = row.engine === '2.2.0' ? '2.2.0' : '3.x';
    const parsed = parseParams(readParamsFile(path.join(folder, row.params!)), { unsupported: 'omit', compat });
    const settings = row.label === '' ? parsed : { ...parsed, label: Number(row.label) };
    const input = await readImageInput(path.join(folder, row.image!), compat);
    return { work: prepareCase(input.image, readMaskInput(path.join(folder, row.mask!), input, settings.labelChannel), settings), settings };
  };

  const staged = rows.filter((row) => existsSync(path.join(folder, 'stages', row.case_id!)));
  it.each(staged.map((row) => [row.case_id!, row] as const))(
    '%s: working image, mask and every filtered image are bit-equal',
    async (id, row) => {
      const stage = path.join(folder, 'stages', id);
      const { work, settings } = await prepare(row);
      const matrices = JSON.parse(readFileSync(path.join(stage, 'matrices.json'), 'utf8')) as Matrices;
      expect(work.image.grid.originMm).toEqual(matrices.working_image.origin);
      expect(work.image.grid.spacingMm).toEqual(matrices.working_image.spacing);
      expect(firstDifference(gridMaths(work.image.grid).physicalToIndex, matrices.working_image.physicalToIndexRows.flat())).toBe(-1);
      expect(firstDifference(work.image.data, readNrrd(readFileSync(path.join(stage, 'image.nrrd'))).data)).toBe(-1);
      expect(firstDifference(work.mask.data, readNrrd(readFileSync(path.join(stage, 'mask.nrrd'))).data)).toBe(-1);
      const { min, max } = work.roi.box;
      expect([0, 1, 2].flatMap((d) => [min[d], max[d]])).toEqual(matrices.boundingBox_xyz);

      const { areaMm2, volumeMm3 } = meshMeasures(cropRoi(work.shapeMask, settings.label, work.roi.box), work.image.grid.spacingMm);
      expect(areaMm2 / matrices.shape.SurfaceArea).toBeCloseTo(1, 11); // summed per case, not per cube
      expect(volumeMm3 / matrices.shape.MeshVolume).toBeCloseTo(1, 11);

      const files = new Set(readdirSync(stage));
      const whole: IndexBox = { min: [0, 0, 0], max: [work.image.grid.size[0] - 1, work.image.grid.size[1] - 1, work.image.grid.size[2] - 1] };
      for (const request of settings.images) {
        for (const filtered of filteredImages(request.filter, work.image, fastestKernels())) {
          if (!files.has(`${filtered.name}.nrrd`)) continue;
          const expected = readNrrd(readFileSync(path.join(stage, `${filtered.name}.nrrd`)));
          const ours = filtered.make(whole);
          if (/^(square|squareroot|logarithm|exponential)$/.test(filtered.name)) {
            // numpy's log and exp differ from the C library's by one bit on some processors
            ours.values.forEach((value, i) => {
              expect(Math.abs(value - expected.data[i]!)).toBeLessThanOrEqual(1e-12 * Math.abs(expected.data[i]!) + 1e-12);
            });
          } else {
            expect(`${filtered.name} ${ours.pixelType} ${firstDifference(ours.values, expected.data)}`).toBe(`${filtered.name} ${expected.pixelType} -1`);
          }
        }
      }
    },
    60_000,
  );

  const radScore = rows.filter((row) => row.params === 'params/rad-score.yaml' && !path.extname(row.image!).includes('gz') && path.extname(row.image!) !== '');
  it.each(radScore.map((row) => [row.case_id!, row] as const))(
    '%s: the rad-score features agree to 1e-9 + 1e-6·|b|',
    async (_, row) => {
      const compat = row.engine === '2.2.0' ? '2.2.0' : '3.x';
      const settings = {
        ...parseParams(readParamsFile(path.join(folder, row.params!)), { compat }),
        ...(row.label === '' ? {} : { label: Number(row.label) }),
      };
      const input = await readImageInput(path.join(folder, row.image!), compat);
      const expected = parseCsv(readFileSync(path.join(folder, row.values!), 'utf8'), row.values!);
      const { features } = extractFeatures(input.image, readMaskInput(path.join(folder, row.mask!), input, 0), {
        ...settings,
        only: expected.map(({ feature }) => feature!),
      });
      expect(Object.keys(features)).toEqual(expected.map(({ feature }) => feature));
      for (const { feature, value } of expected)
        expect(Math.abs(features[feature!]! - Number(value))).toBeLessThanOrEqual(1e-9 + 1e-6 * Math.abs(Number(value)));
    },
    60_000,
  );
});
