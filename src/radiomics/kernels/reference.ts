// SPDX-License-Identifier: Apache-2.0
import { laplacianOfGaussian } from '../filters/laplacian-of-gaussian.ts';
import { waveletBand } from '../filters/wavelet.ts';
import { dependenceHistogram } from '../texture/dependence.ts';
import { discretise } from '../texture/discretise.ts';
import { sizeZones } from '../texture/zones.ts';
import type { Kernels } from './kernels.ts';

/** The kernels in plain TypeScript: what every twin must equal, byte by byte. */
export const REFERENCE_KERNELS: Kernels = { kind: 'typescript', laplacianOfGaussian, waveletBand, discretise, sizeZones, dependenceHistogram };
