// SPDX-License-Identifier: Apache-2.0

import { gradientTwins } from '../wasm/gradient.ts';
import { greyLevelTwins } from '../wasm/grey-levels.ts';
import { maximalCorrelationTwins } from '../wasm/maximal-correlation.ts';
import { recursiveGaussianTwins } from '../wasm/recursive-gaussian.ts';
import { regionSurfaceTwins } from '../wasm/region-surface.ts';
import { roiStatisticsTwins } from '../wasm/roi-statistics.ts';
import { sphericalPatternsTwin } from '../wasm/spherical-patterns.ts';
import { splineTwins } from '../wasm/spline.ts';
import { textureMatrixTwins } from '../wasm/texture-matrices.ts';
import { waveletTwins } from '../wasm/wavelet.ts';
import type { Kernels } from './kernels.ts';
import { REFERENCE_KERNELS } from './reference.ts';

/** WebAssembly twins, by kernel; what has none stays TypeScript. */
function webAssemblyTwins(): Partial<Kernels> {
  return {
    ...greyLevelTwins(),
    ...regionSurfaceTwins(),
    ...roiStatisticsTwins(),
    ...splineTwins(),
    ...gradientTwins(),
    ...recursiveGaussianTwins(),
    ...waveletTwins(),
    ...textureMatrixTwins(),
    ...maximalCorrelationTwins(),
    sphericalPatterns: sphericalPatternsTwin(),
  };
}

let fastest: Kernels | undefined;

/** The fastest kernels that this runtime can run: WebAssembly with SIMD where it may be compiled, else the reference. */
export function fastestKernels(): Kernels {
  if (fastest !== undefined) return fastest;
  try {
    fastest = { ...REFERENCE_KERNELS, ...webAssemblyTwins(), kind: 'webassembly' };
  } catch (error) {
    // a page's security policy may forbid WebAssembly; anything else is a bug
    if (typeof WebAssembly !== 'undefined' && !(error instanceof WebAssembly.CompileError)) throw error;
    fastest = REFERENCE_KERNELS;
  }
  return fastest;
}
