// SPDX-License-Identifier: Apache-2.0
import type { PixelType, VoxelArray } from '../../volume/volume.ts';
import type { Positions } from '../resample/positions.ts';
import { resampleSpline } from '../resample/spline.ts';
import { KernelModule } from './module.ts';
import { resampleSeparably, type SeparableFunctions } from './spline-separable.ts';
import { SPLINE_SEPARABLE_WASM } from './spline-separable.wasm.ts';

/** The twins of the B-spline. @throws WebAssembly.CompileError where WebAssembly may not run */
export function splineTwins(): { resampleSpline: (source: VoxelArray, pixelType: PixelType, positions: Positions) => VoxelArray } {
  const separable = new KernelModule<SeparableFunctions>(SPLINE_SEPARABLE_WASM);
  return {
    resampleSpline(source, pixelType, positions) {
      return resampleSeparably(separable, source, pixelType, positions) ?? resampleSpline(source, pixelType, positions);
    },
  };
}
