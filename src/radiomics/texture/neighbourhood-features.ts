// SPDX-License-Identifier: Apache-2.0
import type { GreyToneDifferences } from './neighbourhood.ts';

/** Σ p_i·s_i: the mean difference, weighted by how frequent the voxel's level is. */
function weightedDifference({ voxels, difference, total }: GreyToneDifferences): number {
  let sum = 0;
  for (let k = 0; k < voxels.length; k++) sum += (voxels[k]! / total) * difference[k]!;
  return sum;
}

function allDifferences({ difference }: GreyToneDifferences): number {
  let sum = 0;
  for (let k = 0; k < difference.length; k++) sum += difference[k]!;
  return sum;
}

/** 1 / Σ p_i·s_i; 1 000 000 where there is no difference at all. IBSI QCDE. */
export function coarseness(matrix: GreyToneDifferences): number {
  const sum = weightedDifference(matrix);
  return sum === 0 ? 1e6 : 1 / sum;
}

/** Spread of the grey levels times the mean difference. IBSI 65HE. */
export function contrast(matrix: GreyToneDifferences): number {
  const { level, voxels, total } = matrix;
  const present = level.length;
  if (present < 2) return 0;
  let mean = 0;
  for (let k = 0; k < present; k++) mean += (voxels[k]! / total) * level[k]!;
  // ΣΣ p_i·p_j·(i − j)² is twice the variance of the level
  let spread = 0;
  for (let k = 0; k < present; k++) spread += (voxels[k]! / total) * (level[k]! - mean) ** 2;
  return (2 * spread * (allDifferences(matrix) / total)) / (present * (present - 1));
}

/** Σ p_i·s_i over ΣΣ |i·p_i − j·p_j|; 0 where the denominator is 0. IBSI NQ30. */
export function busyness(matrix: GreyToneDifferences): number {
  const { level, voxels, total } = matrix;
  const weights = new Float64Array(level.length);
  for (let k = 0; k < weights.length; k++) weights[k] = level[k]! * (voxels[k]! / total);
  weights.sort();
  // each gap between neighbours in order counts once for every pair that it separates; both (i, j) and (j, i)
  let spread = 0;
  for (let k = 1; k < weights.length; k++) spread += 2 * k * (weights.length - k) * (weights[k]! - weights[k - 1]!);
  return spread === 0 ? 0 : weightedDifference(matrix) / spread;
}

/** Mean over voxels of ΣΣ |i − j|·(p_i·s_i + p_j·s_j) / (p_i + p_j). IBSI HDEZ. */
export function complexity({ level, voxels, difference, total }: GreyToneDifferences): number {
  let sum = 0;
  for (let i = 0; i < level.length; i++) {
    const p = voxels[i]! / total;
    const ps = p * difference[i]!;
    for (let j = 0; j < i; j++) {
      const q = voxels[j]! / total;
      sum += ((level[i]! - level[j]!) * (ps + q * difference[j]!)) / (p + q);
    }
  }
  return (2 * sum) / total;
}

/** ΣΣ (p_i + p_j)·(i − j)² over Σ s_i; 0 where there is no difference at all. IBSI 1X9X. */
export function strength(matrix: GreyToneDifferences): number {
  const { level, voxels, total } = matrix;
  const differences = allDifferences(matrix);
  if (differences === 0) return 0;
  const present = level.length;
  let mean = 0;
  for (let k = 0; k < present; k++) mean += level[k]! / present;
  let squares = 0;
  for (let k = 0; k < present; k++) squares += (level[k]! - mean) ** 2;
  // ΣΣ (p_i + p_j)·(i − j)² = 2·Σ p_i·Σ (i − j)², and Σ (i − j)² over j = present·(i − mean)² + Σ (j − mean)²
  let sum = 0;
  for (let k = 0; k < present; k++) sum += (voxels[k]! / total) * (present * (level[k]! - mean) ** 2 + squares);
  return (2 * sum) / differences;
}
