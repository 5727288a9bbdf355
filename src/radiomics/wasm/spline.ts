// SPDX-License-Identifier: Apache-2.0
import type { resampleSpline } from '../resample/spline.ts';
import type { splineCoefficients } from '../resample/spline-coefficients.ts';
import { KernelModule } from './module.ts';
import { coefficientsExactly, type ExactFunctions, resampleExactly } from './spline-exact.ts';
import { SPLINE_EXACT_WASM } from './spline-exact.wasm.ts';
import { resampleSeparably, type SeparableFunctions } from './spline-separable.ts';
import { SPLINE_SEPARABLE_WASM } from './spline-separable.wasm.ts';

/** The twins of the B-spline. @throws WebAssembly.CompileError where WebAssembly may not run */
export function splineTwins(): { readonly resampleSpline: typeof resampleSpline; readonly splineCoefficients: typeof splineCoefficients } {
  const separable = new KernelModule<SeparableFunctions>(SPLINE_SEPARABLE_WASM);
  const exact = new KernelModule<ExactFunctions>(SPLINE_EXACT_WASM);
  const coefficients: typeof splineCoefficients = (...of) => coefficientsExactly(exact, ...of);
  return {
    resampleSpline: (source, pixelType, positions) =>
      resampleSeparably(separable, source, pixelType, positions, coefficients) ?? resampleExactly(exact, source, pixelType, positions),
    splineCoefficients: coefficients,
  };
}
