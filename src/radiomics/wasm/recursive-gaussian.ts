// SPDX-License-Identifier: Apache-2.0
import { boxSize, type IndexBox } from '../../volume/geometry.ts';
import type { Vec3 } from '../../volume/grid.ts';
import type { Volume } from '../../volume/volume.ts';
import { assertLogFits, laplacianOfGaussian, SMOOTHED } from '../filters/laplacian-of-gaussian.ts';
import { type RecursiveCoefficients, secondDerivativeCoefficients, smoothingCoefficients } from '../filters/recursive-gaussian.ts';
import { type Field, FLOAT32, putNumbers } from './image.ts';
import { type Arena, KernelModule } from './module.ts';
import { RECURSIVE_GAUSSIAN_WASM } from './recursive-gaussian.wasm.ts';

/** source, number type, stride, lines, length, coefficients, scratch, target, target stride, first and last element kept. */
type Pass = (...addressesAndCounts: [number, number, number, number, number, number, number, number, number, number, number]) => void;
interface Functions {
  readonly across: Pass;
  readonly acrossAdd: (...addressesAndCounts: [...Parameters<Pass>, factor: number]) => void;
  readonly along: Pass;
}

/** The kernel reads up to 15 voxels beyond the last line. */
const BEYOND = 128;
const SCRATCH_ROW = 128;

const flat = ({ n, m, d, bn, bm }: RecursiveCoefficients): Float64Array => Float64Array.of(...n, ...m, ...d, ...bn, ...bm);

/** The twins of the recursive filters. @throws WebAssembly.CompileError where WebAssembly may not run */
export function recursiveGaussianTwins(): { readonly laplacianOfGaussian: typeof laplacianOfGaussian } {
  const module = new KernelModule<Functions>(RECURSIVE_GAUSSIAN_WASM);
  return {
    laplacianOfGaussian(image, sigmaMm, box) {
      assertLogFits(image, sigmaMm);
      return module.run(
        (functions, arena) => runLaplacian(functions, arena, image, sigmaMm, box),
        () => laplacianOfGaussian(image, sigmaMm, box),
      );
    },
  };
}

/** Each pass makes only what the later ones read: lines across the box, and within the last pass the box. Slices stay in the cache for two passes. */
function runLaplacian(functions: Functions, arena: Arena, { data, grid }: Volume, sigmaMm: number, box: IndexBox): Float32Array {
  const { size, spacingMm } = grid;
  const [nx, ny, nz] = size;
  const plane = nx * ny;
  const [x0, y0, z0] = box.min;
  const [x1, y1, z1] = box.max;
  const [wx, wy, wz] = boxSize(box);
  const source = putNumbers(arena, data);
  const work: Field = { address: arena.space(plane * nz * 4 + BEYOND), type: FLOAT32, bytes: 4 };
  const sum = arena.reserve(wx * wy * wz * 4);
  const scratch = arena.space(2 * (Math.max(...size) + 4) * SCRATCH_ROW);
  const coefficients = (make: typeof smoothingCoefficients): Vec3 =>
    [0, 1, 2].map((axis) => arena.put(flat(make(sigmaMm, spacingMm[axis]!)), Float64Array)) as unknown as Vec3;
  const second = coefficients(secondDerivativeCoefficients);
  const smooth = coefficients(smoothingCoefficients);

  const { across, acrossAdd, along } = functions;
  const at = (field: Field, x: number, y: number, z: number): number => field.address + (z * plane + y * nx + x) * field.bytes;
  const into = (x: number, y: number, z: number): number => at(work, x, y, z);
  const sumAt = (y: number, z: number): number => sum + (z - z0) * wx * wy * 4 + (y - y0) * wx * 4;
  const factor = (axis: 0 | 1 | 2): number => 1.0 / (spacingMm[axis] * spacingMm[axis]);
  const smoothZ = (axis: 0 | 1): void => {
    for (let y = y0; y <= y1; y++) acrossAdd(into(x0, y, 0), FLOAT32, plane, wx, nz, smooth[2], scratch, sumAt(y, z0), wx * wy, z0, z1, factor(axis));
  };
  for (let z = 0; z < nz; z++) {
    along(at(source, 0, 0, z), source.type, nx, ny, nx, second[0], scratch, into(x0, 0, z), nx, x0, x1);
    across(into(x0, 0, z), FLOAT32, nx, wx, ny, smooth[SMOOTHED[0][0]], scratch, into(x0, y0, z), nx, y0, y1);
  }
  smoothZ(0);
  for (let z = 0; z < nz; z++) {
    across(at(source, 0, 0, z), source.type, nx, nx, ny, second[1], scratch, into(0, y0, z), nx, y0, y1);
    along(into(0, y0, z), FLOAT32, nx, wy, nx, smooth[SMOOTHED[1][0]], scratch, into(x0, y0, z), nx, x0, x1);
  }
  smoothZ(1);
  for (let y = 0; y < ny; y++) across(at(source, 0, y, 0), source.type, plane, nx, nz, second[2], scratch, into(0, y, z0), plane, z0, z1);
  for (let z = z0; z <= z1; z++) {
    along(into(0, 0, z), FLOAT32, nx, ny, nx, smooth[SMOOTHED[2][0]], scratch, into(x0, 0, z), nx, x0, x1);
    acrossAdd(into(x0, 0, z), FLOAT32, nx, wx, ny, smooth[SMOOTHED[2][1]], scratch, sumAt(y0, z), wx, y0, y1, factor(2));
  }
  return arena.view(Float32Array, sum, wx * wy * wz).slice();
}
