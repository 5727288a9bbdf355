// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { readParamsFile } from '../../../src/cli/radiomics/params-file.ts';
import { readImageInput, readMaskInput } from '../../../src/cli/radiomics/read-inputs.ts';
import { planImages } from '../../../src/radiomics/image-features.ts';
import { fastestKernels } from '../../../src/radiomics/kernels/fastest.ts';
import { parseParams } from '../../../src/radiomics/params.ts';
import { cropRoi } from '../../../src/radiomics/roi/crop.ts';
import { prepareCase } from '../../../src/radiomics/roi/prepare.ts';
import { boxOf, matrixDirections, offsetsOf } from '../../../src/radiomics/texture/matrix-directions.ts';
import { parseCsv } from '../../oracles/csv.ts';
import { describeWithOracles } from '../../support/oracles.ts';

type Entries = readonly (readonly [number, number, number])[];
interface ImageStage {
  readonly Ng: number;
  readonly angles_zyx?: readonly (readonly [number, number, number])[];
  readonly glcm?: readonly Entries[];
  readonly glrlm_angles_zyx?: readonly (readonly [number, number, number])[];
  readonly glrlm?: readonly Entries[];
}

/** Non-zero cells of a table as sorted `row,column,count` lines. */
function lines(table: Uint32Array, stride: number, firstColumn: number): string[] {
  const found: string[] = [];
  table.forEach((count, at) => {
    if (count > 0) found.push(`${Math.floor(at / stride)},${(at % stride) + firstColumn},${count}`);
  });
  return found.sort();
}
const sorted = (entries: Entries): string[] => entries.map((entry) => entry.join(',')).sort();

describeWithOracles('co-occurrence and run length matrices of PyRadiomics 3.0.1 and 2.2.0, cell by cell', (reference) => {
  const folder = path.join(reference, 'oracles/radiomics/open');
  const stageFile = (id: string): string => path.join(folder, 'stages', id, 'matrices.json');
  const rows = parseCsv(readFileSync(path.join(folder, 'cases.csv'), 'utf8'), 'cases.csv').filter(({ case_id }) => existsSync(stageFile(case_id!)));

  it.each(rows.map((row) => [row.case_id!, row] as const))(
    '%s',
    async (id, row) => {
      const compat = row.engine === '2.2.0' ? '2.2.0' : '3.x';
      const { only: _, ...settings } = parseParams(readParamsFile(path.join(folder, row.params!)), { compat });
      const input = await readImageInput(path.join(folder, row.image!), compat);
      const work = prepareCase(input.image, readMaskInput(path.join(folder, row.mask!), input, settings.labelChannel), settings);
      const roi = cropRoi(work.mask, settings.label, work.roi.box);
      const stages = (JSON.parse(readFileSync(stageFile(id), 'utf8')) as { types: Record<string, ImageStage | undefined> }).types;
      const kernels = fastestKernels();
      let compared = 0;
      for (const { image, texture } of planImages(work, settings, kernels)) {
        const stage = stages[image.name];
        if (stage?.glcm === undefined || stage.glrlm === undefined) continue;
        const { values, pixelType } = image.make(work.roi.box);
        const levels = kernels.discretise(values, pixelType, roi, texture.binning, Math.max(...texture.distances));
        const stride = levels.highest + 1;
        const directions = matrixDirections(levels, texture.distances, texture.flat);
        expect(directions.map(({ dx, dy, dz }) => [dz, dy, dx])).toEqual(stage.angles_zyx);
        const tables = kernels.cooccurrenceTables(levels, offsetsOf(levels, directions));
        stage.glcm.forEach((entries, d) => {
          expect(lines(tables.subarray(d * stride * stride, (d + 1) * stride * stride), stride, 0)).toEqual(sorted(entries));
        });
        const steps = matrixDirections(levels, [1], texture.flat);
        expect(steps.map(({ dx, dy, dz }) => [dz, dy, dx])).toEqual(stage.glrlm_angles_zyx);
        const longest = Math.max(...boxOf(levels));
        const runs = kernels.runLengthTables(levels, offsetsOf(levels, steps), longest);
        stage.glrlm.forEach((entries, d) => {
          expect(lines(runs.subarray(d * stride * longest, (d + 1) * stride * longest), longest, 1)).toEqual(sorted(entries));
        });
        compared += 1;
      }
      expect(compared).toBeGreaterThan(0);
    },
    60_000,
  );
});
