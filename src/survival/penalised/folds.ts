// SPDX-License-Identifier: Apache-2.0
import { seededRandom, shuffle } from '../core/random.ts';
import { SurvivalError } from '../errors.ts';
import type { PenalisedData } from './coxnet.ts';
import type { CvCoxnetOptions } from './types.ts';

/** Folds 1 … K with the events and the censorings each spread evenly. Seeded; not R's random numbers. */
export function stratifiedFolds(status: ArrayLike<number>, folds: number, seed: number): Int32Array {
  const random = seededRandom(seed);
  const out = new Int32Array(status.length);
  let next = 0;
  for (const kind of [1, 0]) {
    const rows: number[] = [];
    for (let i = 0; i < status.length; i++) if (status[i] === kind) rows.push(i);
    for (const row of shuffle(rows, random)) out[row] = (next++ % folds) + 1;
  }
  return out;
}

/** The folds given, checked, or drawn ones. */
export function foldIds(data: PenalisedData, options: CvCoxnetOptions): Int32Array {
  const n = data.time.length;
  const given = options.foldId;
  if (given !== undefined && given.length !== n) {
    throw new SurvivalError('length-mismatch', `foldId has ${given.length} values where ${n} are needed`, { length: given.length, expected: n });
  }
  const folds = given === undefined ? (options.folds ?? 10) : 0;
  if (given === undefined) {
    if (!Number.isInteger(folds) || folds < 3) {
      throw new SurvivalError('option-out-of-range', `folds is ${folds}: at least 3 whole folds are needed`, { folds });
    }
    if (data.nEvents < folds) {
      throw new SurvivalError('too-few-observations', `${data.nEvents} events cannot be spread over ${folds} folds: take fewer folds`, {
        nEvents: data.nEvents,
        folds,
      });
    }
  }
  const ids = given === undefined ? stratifiedFolds(data.status, folds, options.seed ?? 1) : Int32Array.from(given);
  const events = new Map<number, number>();
  for (let i = 0; i < n; i++) {
    const id = given === undefined ? ids[i]! : given[i]!;
    if (!Number.isInteger(id) || id < 1 || id > n) {
      throw new SurvivalError('option-out-of-range', `foldId is ${id} in row ${i} (counted from 0): folds are whole numbers from 1`, { row: i, foldId: id });
    }
    events.set(id, (events.get(id) ?? 0) + data.status[i]!);
  }
  const count = Math.max(...events.keys());
  if (count < 2) throw new SurvivalError('option-out-of-range', 'foldId names one fold only: at least two are needed');
  for (let fold = 1; fold <= count; fold++) {
    if ((events.get(fold) ?? 0) === 0) {
      throw new SurvivalError('fold-without-event', `fold ${fold} holds no event, its deviance per event does not exist: spread the events over the folds`, {
        fold,
      });
    }
  }
  return ids;
}
