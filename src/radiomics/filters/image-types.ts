// SPDX-License-Identifier: Apache-2.0
import type { IndexBox } from '../../volume/geometry.ts';
import type { Vec3 } from '../../volume/grid.ts';
import type { Volume, VoxelArray } from '../../volume/volume.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { cropValues } from '../roi/crop.ts';
import type { Compatibility, ImageFilter } from '../settings/types.ts';
import type { FilteredImage } from './filtered-image.ts';
import { intensityFilter } from './intensity.ts';
import { assertLogFits } from './laplacian-of-gaussian.ts';
import { localBinaryPattern2d } from './lbp-2d.ts';
import { lbp3dImages } from './lbp-images.ts';
import { type SharedSlices, WAVELETS, waveletBand } from './wavelet.ts';

const always = (): void => undefined;

/** The images that one image type of the parameter file makes from the working image, in PyRadiomics' order. */
export function filteredImages(filter: ImageFilter, image: Volume, kernels: Kernels, compat: Compatibility = '3.x'): FilteredImage[] {
  const { data, grid, pixelType } = image;
  switch (filter.kind) {
    case 'Original':
      return [{ name: 'original', make: (box) => ({ values: cropValues(data, grid.size, box), pixelType }), check: always }];
    case 'Gradient':
      return [{ name: 'gradient', make: (box) => ({ values: kernels.gradientMagnitude(image, filter.useSpacing, box), pixelType: 'float32' }), check: always }];
    case 'LoG':
      return filter.sigmas.map((sigma) => ({
        name: `log-sigma-${sigma.text.replace('.', '-')}-mm-3D`,
        make: (box) => ({ values: kernels.laplacianOfGaussian(image, sigma.valueMm, box), pixelType: 'float32' }),
        check: () => assertLogFits(image, sigma.valueMm),
      }));
    case 'Wavelet':
      return waveletImages(filter, image, kernels);
    case 'LBP2D':
      return [{ name: 'lbp-2D', make: (box, roi) => ({ values: localBinaryPattern2d(image, filter, box, roi?.inside), pixelType }), check: always }];
    case 'LBP3D':
      return lbp3dImages(filter, image, kernels, compat);
    default: {
      const { kind } = filter;
      return [
        {
          name: kind.toLowerCase(),
          make: (box) => ({ values: intensityFilter(kind, data, cropValues(data, grid.size, box)), pixelType: 'float64' }),
          check: always,
        },
      ];
    }
  }
}

/** All combinations of L and H over the used axes, x slowest, without the all-low one. */
function bandLetters(flat: number | undefined): { readonly details: string[]; readonly approximation: string } {
  const letters = [2, 1, 0].map((axis) => (axis === flat ? ['-'] : ['L', 'H']));
  const all = letters[0]!.flatMap((x) => letters[1]!.flatMap((y) => letters[2]!.map((z) => x + y + z)));
  return { details: all.slice(1), approximation: all[0]! };
}

const wholeBox = (size: Vec3): IndexBox => ({ min: [0, 0, 0], max: [size[0] - 1, size[1] - 1, size[2] - 1] });

interface Approximation {
  readonly size: Vec3;
  readonly data: VoxelArray;
}

/** Odd axes get their first slice once more at the end, once for all levels. */
function padToEven({ size, data }: Approximation): Approximation {
  const even: Vec3 = [size[0] + (size[0] % 2), size[1] + (size[1] % 2), size[2] + (size[2] % 2)];
  const out = data instanceof Float32Array ? new Float32Array(even[0] * even[1] * even[2]) : new Float64Array(even[0] * even[1] * even[2]);
  for (let z = 0, at = 0; z < even[2]; z++) {
    for (let y = 0; y < even[1]; y++) {
      const row = ((z % size[2]) * size[1] + (y % size[1])) * size[0];
      for (let x = 0; x < even[0]; x++) out[at++] = data[row + (x % size[0])]!;
    }
  }
  return { size: even, data: out };
}

function waveletImages(filter: Extract<ImageFilter, { kind: 'Wavelet' }>, image: Volume, kernels: Kernels): FilteredImage[] {
  const filters = WAVELETS[filter.wavelet]!;
  const float32 = image.pixelType === 'float32';
  const pixelType = float32 ? 'float32' : 'float64';
  const { details, approximation } = bandLetters(filter.flat);
  const levels: Approximation[] = [{ size: image.grid.size, data: image.data }];
  const shared = Array.from({ length: filter.startLevel + filter.levels }, (): SharedSlices => new Map());
  const sourceOf = (level: number): Approximation => {
    while (levels.length <= level) {
      const previous = padToEven(levels[levels.length - 1]!);
      levels.push(waveletBand(previous.data, previous.size, approximation, filters, wholeBox(previous.size), float32, kernels));
    }
    return levels[level]!;
  };
  const band = (level: number, letters: string): FilteredImage => ({
    name: `wavelet${level === filter.startLevel ? '' : level - filter.startLevel + 1}-${letters.replace('-', '')}`,
    make: (box) => {
      const source = sourceOf(level);
      return { values: waveletBand(source.data, source.size, letters, filters, box, float32, kernels, shared[level]).data, pixelType };
    },
    check: always,
  });
  const images: FilteredImage[] = [];
  for (let level = filter.startLevel; level < filter.startLevel + filter.levels; level++) images.push(...details.map((letters) => band(level, letters)));
  images.push(band(filter.startLevel + filter.levels - 1, approximation));
  return images;
}
