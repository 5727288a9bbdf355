// SPDX-License-Identifier: Apache-2.0
import type { laplacianOfGaussian } from '../filters/laplacian-of-gaussian.ts';
import type { waveletBand } from '../filters/wavelet.ts';
import type { dependenceHistogram } from '../texture/dependence.ts';
import type { discretise } from '../texture/discretise.ts';
import type { sizeZones } from '../texture/zones.ts';

/**
 * The hot loops of the engine, exchangeable as one set: plain TypeScript (the reference), or WebAssembly twins that give the same bytes.
 * Each entry has the reference function's own type.
 */
export interface Kernels {
  readonly kind: 'typescript' | 'webassembly';
  readonly laplacianOfGaussian: typeof laplacianOfGaussian;
  readonly waveletBand: typeof waveletBand;
  readonly discretise: typeof discretise;
  readonly sizeZones: typeof sizeZones;
  readonly dependenceHistogram: typeof dependenceHistogram;
}
