// SPDX-License-Identifier: Apache-2.0
import type { FeatureContext, Shared } from '../features/context.ts';
import type { Levels } from './discretise.ts';

/** Grey levels with a border that every direction of the matrices stays in, discretised once for both kinds. */
export function matrixLevels(context: FeatureContext): Levels {
  return context.levels(Math.max(...context.texture.distances));
}

/** The levels that the region has, for both kinds of matrix. */
export const PRESENT_LEVELS: Shared<Int32Array> = {
  make: (context: FeatureContext) => context.kernels.presentLevels(matrixLevels(context)),
};
