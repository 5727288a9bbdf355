// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { seededRandom } from '../../../src/survival/core/random.ts';
import { type PenalisedKernels, referenceKernels, withKernels } from '../../../src/survival/penalised/kernels.ts';
import { riskSets } from '../../../src/survival/penalised/risk-sets.ts';
import { columnStride } from '../../../src/survival/penalised/standardise-columns.ts';

/** Everything a kernel computes on one seeded case; the arrays are copies. */
function computed(kernels: PenalisedKernels, n: number, p: number, seed: number): Record<string, number[]> {
  const random = seededRandom(seed);
  const { float64, int32 } = kernels;
  const stride = columnStride(n);
  const width = columnStride(p + 1);
  const values = float64(stride * p);
  for (let j = 0; j < p; j++) for (let i = 0; i < n; i++) values[j * stride + i] = random() - 0.5;
  const columns = int32(p);
  for (let j = 0; j < p; j++) columns[j] = (j * 7 + 3) % p;
  const r = float64(stride);
  for (let i = 0; i < n; i++) r[i] = random() - 0.5;
  const dots = float64(p);
  kernels.columnDots(values, stride, columns, p, r, dots);
  const combined = float64(stride);
  kernels.combineColumns(values, stride, columns, dots, p, combined);
  const time = Array.from({ length: n }, () => Math.floor(random() * n)).sort((a, b) => a - b);
  const status = Uint8Array.from({ length: n }, (_, i) => (i === 0 || random() < 0.6 ? 1 : 0));
  const sets = riskSets(time, status);
  const times = sets.eventsAt.length;
  const filled = <A extends Float64Array | Int32Array>(into: A, from: ArrayLike<number>): A => {
    into.set(from as ArrayLike<number>);
    return into;
  };
  const curvature = {
    n,
    firstAtRisk: filled(int32(times), sets.firstAtRisk),
    eventsAt: filled(float64(times), sets.eventsAt),
    passed: filled(int32(n), sets.passed),
    weight: float64(stride).map((_, i) => (i < n ? 0.5 + random() : 0)) as Float64Array,
    atRisk: float64(times),
    hazard: float64(times + 1),
  };
  const weight = filled(float64(stride), curvature.weight);
  for (let g = 0; g < times; g++) {
    curvature.atRisk[g] = weight.subarray(curvature.firstAtRisk[g], n).reduce((a, b) => a + b, 0);
    curvature.hazard[g + 1] = curvature.hazard[g]! + curvature.eventsAt[g]! / curvature.atRisk[g]!;
  }
  const hessian = float64(width * width);
  const task = { values, stride, columns, curvature: { ...curvature, weight }, images: float64(2 * stride), scratch: float64(times + 1), hessian, width };
  const half = p >> 1;
  kernels.hessianRows(task, 0, half);
  kernels.hessianRows(task, half, p);
  const b = float64(width);
  const u = float64(width);
  for (let j = 0; j < p; j++) {
    u[j] = 0.2 * (random() - 0.5);
    b[j] = random() < 0.3 ? random() - 0.5 : 0;
  }
  const factors = float64(width).fill(1);
  factors[0] = 0;
  const problem = {
    m: p,
    hessian,
    lasso: 0.02,
    ridge: 0.001,
    factors,
    tolerance: 1e-9,
    factor: { members: int32(width), count: int32(1), rows: float64(width * width), width, inside: int32(width) },
    right: float64(width),
    direction: float64(width),
    dense: float64(width),
  };
  kernels.minimiseQuadratic(problem, b, u);
  return { dots: [...dots], combined: [...combined], hessian: [...hessian], b: [...b], u: [...u], members: [...problem.factor.members] };
}

describe('compiled kernels of the penalised solver', () => {
  it('run here at all', () => {
    expect(withKernels(1024, (kernels) => kernels === referenceKernels)).toBe(false);
  });

  it('equal the TypeScript reference to the last digit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 70 }), fc.integer({ min: 1, max: 40 }), fc.integer(), (n, p, seed) => {
        const compiled = withKernels(2 ** 20, (kernels) => computed(kernels, n, p, seed));
        expect(compiled).toEqual(computed(referenceKernels, n, p, seed));
      }),
      { numRuns: 60 },
    );
  });

  it('hand out separate instances to fits within fits', () => {
    withKernels(4096, (outer) => {
      const mine = outer.float64(8).fill(7);
      withKernels(4096, (inner) => inner.float64(8).fill(9));
      expect([...mine]).toEqual(new Array(8).fill(7));
    });
  });
});
