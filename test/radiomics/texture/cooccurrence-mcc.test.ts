// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { Cooccurrences } from '../../../src/radiomics/texture/cooccurrence-matrices.ts';
import { maximalCorrelation } from '../../../src/radiomics/texture/cooccurrence-mcc.ts';
import { marginalsOf } from '../../../src/radiomics/texture/cooccurrence-sums.ts';
import { cellsOfPairs, type MatrixCells } from '../../../src/radiomics/texture/matrix-cells.ts';
import { extremeEigenvalue } from '../../../src/radiomics/texture/tridiagonal.ts';
import { maximalCorrelationTwins } from '../../../src/radiomics/wasm/maximal-correlation.ts';
import { randomNumbers } from '../support/cases.ts';

const twin = maximalCorrelationTwins().maximalCorrelation;

/** Probabilities of random pairs, most of them near the diagonal, and their marginals. */
function randomMatrix(seed: number, levels: number, pairs: number, spread: number, symmetric: boolean) {
  const next = randomNumbers(seed, 1 << 20);
  const from: number[] = [];
  const to: number[] = [];
  for (let k = 0; k < pairs; k++) {
    const i = next() % levels;
    const j = Math.min(levels - 1, Math.max(0, i + (next() % (2 * spread + 1)) - spread));
    from.push(i);
    to.push(j);
    if (!symmetric) continue;
    from.push(j);
    to.push(i);
  }
  const counts = cellsOfPairs(Int32Array.from(from), Int32Array.from(to), levels, levels);
  const matrix: MatrixCells = { ...counts, value: counts.value.map((count) => count / counts.total) };
  const all: Cooccurrences = { grey: Float64Array.from({ length: levels }, (_, k) => k + 1), highest: levels, symmetric, matrices: [matrix] };
  return { matrix, marginals: marginalsOf(all, matrix) };
}

/** By all eigenvalues of Q. */
function naive({ rows, rowStart, column, value }: MatrixCells, px: Float64Array, py: Float64Array): number {
  const p = Matrix.zeros(rows, rows);
  for (let r = 0; r < rows; r++) for (let k = rowStart[r]!; k < rowStart[r + 1]!; k++) p.set(r, column[k]!, value[k]!);
  const divided = Matrix.zeros(rows, rows);
  for (let i = 0; i < rows; i++) for (let k = 0; k < rows; k++) divided.set(i, k, p.get(i, k) / (px[i]! * py[k]! + 2 ** -52));
  const { realEigenvalues } = new EigenvalueDecomposition(divided.mmul(p.transpose()), { assumeSymmetric: false });
  return Math.sqrt(Math.max(0, realEigenvalues.sort((a, b) => b - a)[1]!));
}

const matrices = fc
  .record({
    seed: fc.integer(),
    levels: fc.integer({ min: 2, max: 40 }),
    pairs: fc.integer({ min: 2, max: 3000 }),
    spread: fc.integer({ min: 0, max: 12 }),
    symmetric: fc.boolean(),
  })
  .map(({ seed, levels, pairs, spread, symmetric }) => ({ ...randomMatrix(seed, levels, pairs, spread, symmetric), symmetric }));

describe('maximal correlation coefficient', () => {
  it('is the root of the second largest eigenvalue of all', () => {
    fc.assert(
      fc.property(matrices, ({ matrix, marginals, symmetric }) => {
        // ml-matrix' own eigenvalues are good to about 1e-12 here; a value near 0 is the root of that
        expect(Math.abs(maximalCorrelation(matrix, marginals, symmetric) - naive(matrix, marginals.px, marginals.py))).toBeLessThan(2e-6);
      }),
      { numRuns: 80 },
    );
  });

  it('gives the same bits in WebAssembly', () => {
    fc.assert(
      fc.property(matrices, ({ matrix, marginals, symmetric }) => {
        expect(twin(matrix, marginals, symmetric)).toBe(maximalCorrelation(matrix, marginals, symmetric));
      }),
    );
  });

  it('finds a rare pair of levels that nothing else touches: 1, less what ε takes from it', () => {
    for (const symmetric of [true, false]) {
      const { matrix } = randomMatrix(7, 12, 500_000, 2, symmetric);
      // level 13 occurs in one pair with itself
      const count = matrix.total + 1;
      const value = Float64Array.from([...matrix.value.map((p) => (p * matrix.total) / count), 1 / count]);
      const with13: MatrixCells = {
        rows: 13,
        columns: 13,
        rowStart: Int32Array.from([...matrix.rowStart, value.length]),
        column: Int32Array.from([...matrix.column, 12]),
        value,
        total: count,
      };
      const all: Cooccurrences = { grey: Float64Array.from({ length: 13 }, (_, k) => k + 1), highest: 13, symmetric, matrices: [with13] };
      const marginals = marginalsOf(all, with13);
      const expected = Math.sqrt(1 / count ** 2 / (1 / count ** 2 + 2 ** -52));
      expect(expected).toBeLessThan(1 - 1e-5);
      expect(maximalCorrelation(with13, marginals, symmetric)).toBeCloseTo(expected, 8);
      expect(twin(with13, marginals, symmetric)).toBe(maximalCorrelation(with13, marginals, symmetric));
    }
  });
});

describe('eigenvalue of largest magnitude of a tridiagonal matrix', () => {
  it('agrees with the full decomposition', () => {
    const numbers = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(numbers, numbers, (diagonal, others) => {
        const n = diagonal.length;
        const beside = Array.from({ length: n - 1 }, (_, i) => others[i % others.length]!);
        const full = Matrix.zeros(n, n);
        diagonal.forEach((value, i) => {
          full.set(i, i, value);
        });
        beside.forEach((value, i) => {
          full.set(i, i + 1, value);
          full.set(i + 1, i, value);
        });
        const all = new EigenvalueDecomposition(full, { assumeSymmetric: true }).realEigenvalues.map(Math.abs);
        const { magnitude } = extremeEigenvalue(Float64Array.from(diagonal), Float64Array.from(beside));
        expect(Math.abs(magnitude - Math.max(...all))).toBeLessThan(1e-12);
      }),
    );
  });
});
