// SPDX-License-Identifier: Apache-2.0
import type { Kernels } from '../kernels/kernels.ts';
import { MCC_NOTHING_LEFT, MCC_PRECISION, MCC_STEPS, maximalCorrelation } from '../texture/cooccurrence-mcc.ts';
import { MAXIMAL_CORRELATION_WASM } from './maximal-correlation.wasm.ts';
import { type Arena, KernelModule } from './module.ts';

interface Functions {
  readonly maximalCorrelation: (
    ...addressesAndCounts: [
      rows: number,
      rowStart: number,
      column: number,
      cell: number,
      px: number,
      py: number,
      symmetric: number,
      limit: number,
      precision: number,
      nothingLeft: number,
      work: number,
    ]
  ) => number;
}

/** Beyond this much memory the reference computes. */
const MAX_BYTES = 2 ** 28;

/** The twin of the eigenvalue iteration. @throws WebAssembly.CompileError where WebAssembly may not run */
export function maximalCorrelationTwins(): Pick<Kernels, 'maximalCorrelation'> {
  const module = new KernelModule<Functions>(MAXIMAL_CORRELATION_WASM);
  return {
    maximalCorrelation(matrix, marginals, symmetric) {
      const { rows, rowStart, column, value } = matrix;
      const steps = Math.min(rows, MCC_STEPS);
      const work = (rows + 1) * 8 * (steps + 4) + 5 * 8 * steps;
      if (work + value.length * 12 > MAX_BYTES) return maximalCorrelation(matrix, marginals, symmetric);
      const run = (functions: Functions, arena: Arena): number =>
        functions.maximalCorrelation(
          rows,
          arena.put(rowStart, Int32Array),
          arena.put(column, Int32Array),
          arena.put(value, Float64Array),
          arena.put(marginals.px, Float64Array),
          arena.put(marginals.py, Float64Array),
          symmetric ? 1 : 0,
          MCC_STEPS,
          MCC_PRECISION,
          MCC_NOTHING_LEFT,
          arena.space(work),
        );
      return module.run(run, () => maximalCorrelation(matrix, marginals, symmetric));
    },
  };
}
