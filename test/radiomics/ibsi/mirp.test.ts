// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { readImageInput, readMaskInput } from '../../../src/cli/radiomics/read-inputs.ts';
import { ibsiFeatures } from '../../../src/radiomics/ibsi/compute.ts';
import type { Dimension } from '../../../src/radiomics/ibsi/table.ts';
import { fastestKernels } from '../../../src/radiomics/kernels/fastest.ts';
import { parseParams } from '../../../src/radiomics/params.ts';
import { prepareCase } from '../../../src/radiomics/roi/prepare.ts';
import { describeWithOracles } from '../../support/oracles.ts';

const golden = JSON.parse(readFileSync(new URL('./golden/mirp-breast1.json', import.meta.url), 'utf8')) as {
  readonly volume: Readonly<Record<string, number>>;
  readonly slices: Readonly<Record<string, number>>;
};

/** MIRP holds images in float32, so that its values are good to about 1e-7; skewness near 0 cancels. */
const TOLERANCE = 1e-6;

describeWithOracles('IBSI mode beside MIRP 2.7.0, on an image that IBSI has no values for', (shared) => {
  const compare = async (values: Readonly<Record<string, number>>, setting: object, dimensions: readonly Dimension[]): Promise<string[]> => {
    const input = await readImageInput(path.join(shared, 'data/nrrd/breast1_image.nrrd'));
    const mask = readMaskInput(path.join(shared, 'data/nrrd/breast1_label.nrrd'), input, 0);
    const settings = parseParams({ setting: { ...setting, binCount: 32 }, featureClass: { shape: ['Sphericity'] }, ibsi: {} });
    const ours = ibsiFeatures(prepareCase(input.image, mask, settings), 1, settings.images[0]!.texture, dimensions, fastestKernels());
    expect([...ours.keys()].toSorted()).toEqual(Object.keys(values).toSorted());
    return Object.entries(values)
      .filter(([tag, value]) => !(Math.abs(ours.get(tag)! - value) <= 1e-9 + TOLERANCE * Math.abs(value)))
      .map(([tag, value]) => `${tag}: ${ours.get(tag)} instead of ${value}`);
  };

  it('has the same 171 values of the volume, cubic spline to 0.8 mm', async () => {
    expect(await compare(golden.volume, { resampledPixelSpacing: [0.8, 0.8, 0.8], interpolator: 'sitkBSpline' }, ['3D'])).toEqual([]);
  });

  it('has the same 290 values slice by slice (2D and 2.5D), bilinear to 0.8 mm', async () => {
    expect(await compare(golden.slices, { resampledPixelSpacing: [0.8, 0.8, 0], interpolator: 'sitkLinear' }, ['2D', '2_5D'])).toEqual([]);
  });
});
