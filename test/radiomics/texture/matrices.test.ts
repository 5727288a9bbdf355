// SPDX-License-Identifier: Apache-2.0
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { readParamsFile } from '../../../src/cli/radiomics/params-file.ts';
import { readImageInput, readMaskInput } from '../../../src/cli/radiomics/read-inputs.ts';
import { planImages } from '../../../src/radiomics/image-features.ts';
import { fastestKernels } from '../../../src/radiomics/kernels/fastest.ts';
import { REFERENCE_KERNELS } from '../../../src/radiomics/kernels/reference.ts';
import { parseParams } from '../../../src/radiomics/params.ts';
import { cropRoi } from '../../../src/radiomics/roi/crop.ts';
import { prepareCase } from '../../../src/radiomics/roi/prepare.ts';
import { greyRange } from '../../../src/radiomics/texture/discretise.ts';
import { binRule } from '../../../src/radiomics/texture/discretise-bins.ts';
import { zoneMatrix } from '../../../src/radiomics/texture/zone-matrix.ts';
import { parseCsv } from '../../oracles/csv.ts';
import { describeWithOracles } from '../../support/oracles.ts';
import { countPairs, entriesOf } from '../support/grey-regions.ts';

interface ImageStage {
  readonly n: number;
  readonly binEdges: readonly number[];
  readonly Ng: number;
  readonly histogram: readonly (readonly [number, number])[];
  readonly glszm: readonly (readonly [number, number, number])[];
  readonly gldm: readonly (readonly [number, number, number])[];
  readonly ngtdm: readonly (readonly [number, number, number])[];
}

const lines = (rows: readonly (readonly number[])[]): string[] => rows.map((row) => row.join(',')).sort();

describeWithOracles('texture matrices of PyRadiomics 3.0.1 and 2.2.0, entry by entry', (reference) => {
  const folder = path.join(reference, 'oracles/radiomics/open');
  const stageFile = (id: string): string => path.join(folder, 'stages', id, 'matrices.json');
  const rows = parseCsv(readFileSync(path.join(folder, 'cases.csv'), 'utf8'), 'cases.csv').filter(({ case_id }) => existsSync(stageFile(case_id!)));

  it.each(rows.map((row) => [row.case_id!, row] as const))(
    '%s: histogram, GLSZM, GLDM and NGTDM of every image',
    async (id, row) => {
      const compat = row.engine === '2.2.0' ? '2.2.0' : '3.x';
      const settings = parseParams(readParamsFile(path.join(folder, row.params!)), { compat });
      const input = await readImageInput(path.join(folder, row.image!), compat);
      const work = prepareCase(input.image, readMaskInput(path.join(folder, row.mask!), input, settings.labelChannel), settings);
      const roi = cropRoi(work.mask, settings.label, work.roi.box);
      const file = JSON.parse(readFileSync(stageFile(id), 'utf8')) as { types: Record<string, ImageStage | undefined> };
      const stages = file.types;
      let compared = 0;
      // every image type of the parameter file, also where only some of its features are kept
      const { only: _, ...all } = settings;
      for (const { image, texture } of planImages(work, all, fastestKernels())) {
        const stage = stages[image.name];
        if (stage === undefined || image.name.startsWith('lbp')) continue;
        const { values, pixelType } = image.make(work.roi.box);
        const rule = binRule(greyRange(values, roi), texture.binning, pixelType);
        if (rule.kind === 'steps') expect(Array.from({ length: rule.edgeCount }, (_edge, i) => rule.low + i * rule.step)).toEqual(stage.binEdges);
        for (const kernels of [REFERENCE_KERNELS, fastestKernels()]) {
          const levels = kernels.discretise(values, pixelType, roi, texture.binning, Math.max(...texture.distances));
          expect([levels.voxels, levels.highest]).toEqual([stage.n, stage.Ng]);
          const histogram = countPairs([...levels.data].filter((level) => level > 0).map((level) => [level, 0] as const));
          expect(histogram).toEqual(lines(stage.histogram.filter(([, count]) => count > 0).map(([bin, count]) => [bin, 0, count])));
          const { distances, flat } = texture;
          const skipFirstCorner = compat === '2.2.0';
          expect(entriesOf(zoneMatrix(kernels.sizeZones(levels, flat)))).toEqual(lines(stage.glszm));
          expect(entriesOf(kernels.dependenceMatrix(levels, { tolerance: texture.gldmTolerance, distances, flat, skipFirstCorner }))).toEqual(
            lines(stage.gldm),
          );
          const ours = kernels.neighbourhoodDifferences(levels, { distances, flat, skipFirstCorner });
          const expected = stage.ngtdm.filter(([voxels]) => voxels > 0);
          expect([...ours.voxels]).toEqual(expected.map(([voxels]) => voxels));
          expect([...ours.level]).toEqual(expected.map(([, , level]) => level));
          // summed in another order than PyRadiomics does
          expected.forEach(([, difference], k) => {
            expect(Math.abs(ours.difference[k]! - difference)).toBeLessThanOrEqual(1e-11 * difference);
          });
          compared += 1;
        }
      }
      expect(compared).toBeGreaterThan(0);
    },
    60_000,
  );
});
