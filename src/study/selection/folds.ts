// SPDX-License-Identifier: Apache-2.0
import { stratifiedFolds } from '../../survival/index.ts';

/** Fewest folds with which cross-validation is worth doing. */
export const FEWEST_FOLDS = 3;

/** Folds 1 … K of the rows of a set. */
export interface PatientFolds {
  readonly foldId: Int32Array;
  readonly folds: number;
}

/**
 * Folds by patient: a patient who stands in the set several times (bootstrap sample) has all copies in one fold, so that no copy of a left-out patient
 * is fitted on. Events and censorings are each spread evenly. With fewer distinct patients with an event than folds, fewer folds are made.
 *
 * @param status of the cohort, by patient
 * @param rows patients of the set, repetitions allowed
 * @returns undefined when fewer than 3 distinct patients have the event
 */
export function foldsByPatient(status: ArrayLike<number>, rows: ArrayLike<number>, folds: number, seed: number): PatientFolds | undefined {
  const patients = [...new Set(Array.from(rows))].sort((a, b) => a - b);
  const own = patients.map((patient) => status[patient]!);
  const events = own.reduce((sum, value) => sum + value, 0);
  const possible = Math.min(folds, events);
  if (possible < FEWEST_FOLDS) return undefined;
  const ids = stratifiedFolds(own, possible, seed);
  const foldOf = new Map(patients.map((patient, k) => [patient, ids[k]!]));
  return { foldId: Int32Array.from(rows, (row) => foldOf.get(row)!), folds: possible };
}
