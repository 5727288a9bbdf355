// SPDX-License-Identifier: Apache-2.0
import { boxSize } from '../../volume/geometry.ts';
import { gradientMagnitude } from '../filters/gradient.ts';
import { GRADIENT_WASM } from './gradient.wasm.ts';
import { putNumbers } from './image.ts';
import { type Arena, KernelModule } from './module.ts';

type N = number;
interface Functions {
  /** Arguments in the order of assembly/gradient.ts. */
  readonly gradientSlice: (...args: [N, N, N, N, N, N, N, N, N, N, N, N, N, N]) => void;
}

function runGradient({ gradientSlice }: Functions, arena: Arena, ...[image, useSpacing, box]: Parameters<typeof gradientMagnitude>): Float32Array {
  const { data, grid } = image;
  const [nx, ny, nz] = grid.size;
  const [wx, wy, wz] = boxSize(box);
  const { min, max } = box;
  // only the slices that are read
  const first = Math.max(0, min[2] - 1);
  const last = Math.min(nz - 1, max[2] + 1);
  const field = putNumbers(arena, data.subarray(first * nx * ny, (last + 1) * nx * ny));
  const out = arena.space(wx * wy * wz * 4);
  const [hx, hy, hz] = grid.spacingMm.map((spacing) => (useSpacing ? 0.5 / spacing : 0.5)) as [number, number, number];
  const slice = (z: number): number => field.address + (z - first) * nx * ny * field.bytes;
  for (let z = min[2]; z <= max[2]; z++) {
    const [below, above] = [slice(Math.max(0, z - 1)), slice(Math.min(nz - 1, z + 1))];
    gradientSlice(field.type, slice(z), below, above, nx, ny, min[0], max[0], min[1], max[1], hx, hy, hz, out + (z - min[2]) * wx * wy * 4);
  }
  return arena.view(Float32Array, out, wx * wy * wz).slice();
}

/** The twin of the gradient. @throws WebAssembly.CompileError where WebAssembly may not run */
export function gradientTwins(): { readonly gradientMagnitude: typeof gradientMagnitude } {
  const module = new KernelModule<Functions>(GRADIENT_WASM);
  return {
    gradientMagnitude: (...args) =>
      module.run(
        (functions, arena) => runGradient(functions, arena, ...args),
        () => gradientMagnitude(...args),
      ),
  };
}
