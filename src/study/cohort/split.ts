// SPDX-License-Identifier: Apache-2.0
import { seededRandom, shuffle } from '../../survival/core/random.ts';
import type { StudyDefinition } from '../definition/study-definition.ts';
import { codeText, isMissing } from '../table/cells.ts';
import { type Reading, WrongCells } from './reading.ts';

export interface Split {
  /** Positions of patients, ascending. */
  readonly training: Int32Array;
  readonly validation: Int32Array;
}

/**
 * Splits patients at random, reproducibly.
 *
 * The training set gets round(share × n) patients; with `stratify` it also gets round(share × events) of the events, so that both sets have the
 * same share of events.
 *
 * @param status 1 = event
 * @param share share of the training set, between 0 and 1
 */
export function randomSplit(status: ArrayLike<number>, share: number, stratify: boolean, seed: number): Split {
  const n = status.length;
  const random = seededRandom(seed);
  const rows = Array.from({ length: n }, (_, i) => i);
  const size = Math.round(share * n);
  const events = rows.filter((i) => status[i] === 1);
  const eventSize = Math.min(size, Math.round(share * events.length));
  const strata = stratify ? [events, rows.filter((i) => status[i] !== 1)] : [rows];
  const sizes = stratify ? [eventSize, size - eventSize] : [size];
  const chosen = new Set(strata.flatMap((stratum, k) => [...shuffle([...stratum], random)].slice(0, sizes[k])));
  return { training: Int32Array.from(rows.filter((i) => chosen.has(i))), validation: Int32Array.from(rows.filter((i) => !chosen.has(i))) };
}

/**
 * The training and the validation set of the patients in `rows`.
 *
 * @param rows positions in the table
 * @param status of these rows
 */
export function splitCohort(read: Reading, definition: StudyDefinition, rows: readonly number[], status: ArrayLike<number>): Split {
  const { split, seed } = definition;
  if (split.method === 'random') return randomSplit(status, split.trainingShare, split.stratify, seed);
  if (split.method === 'none') return { training: Int32Array.from(rows, (_, i) => i), validation: new Int32Array(0) };
  const at = read.at.get(split.column);
  if (at === undefined) return { training: new Int32Array(0), validation: new Int32Array(0) };
  const [isTraining, isValidation] = [new Set(split.training.map(codeText)), new Set(split.validation.map(codeText))];
  const training: number[] = [];
  const validation: number[] = [];
  const wrong = new WrongCells(read, split.column);
  rows.forEach((row, i) => {
    const cell = read.table.rows[row]![at]!;
    if (isTraining.has(codeText(cell))) training.push(i);
    else if (isValidation.has(codeText(cell))) validation.push(i);
    else wrong.add(isMissing(cell) ? 'set-missing' : 'unknown-set', row, cell);
  });
  wrong.report((code, values) =>
    code === 'set-missing'
      ? 'there is no set; every patient belongs to the training or the validation set'
      : `${values} is neither training (${split.training.join(', ')}) nor validation (${split.validation.join(', ')})`,
  );
  return { training: Int32Array.from(training), validation: Int32Array.from(validation) };
}
