// SPDX-License-Identifier: Apache-2.0
import type { Frame } from './data/frame.ts';
import type { Options, ValuesOf } from './option.ts';
import type { Block } from './print/block.ts';

/** Chapters of the documentation, in their order. */
export const CHAPTERS = [
  'Cox model',
  'Survival curves',
  'Discrimination',
  'Calibration and prediction error',
  'Clinical use',
  'Selection and penalised models',
  'Description',
  'Tests',
  'Distributions',
] as const;

export type Chapter = (typeof CHAPTERS)[number];

/** How a procedure takes its rows: those complete in all columns named, each column by itself, or no table at all. */
export type Rows = 'complete' | 'by-column' | 'none';

/** One statistic that the command line runs. */
export interface Procedure {
  /** Name in the public API of `hepanom/survival`. */
  readonly name: string;
  /** Other names under which people look for it. */
  readonly aliases: readonly string[];
  readonly chapter: Chapter;
  readonly summary: string;
  /** The R call that gives the same numbers. */
  readonly r: string;
  /** Functions of `hepanom/survival` that it runs. */
  readonly runs: readonly string[];
  /** What a reader of the result should know. */
  readonly note?: string;
  readonly rows: Rows;
  readonly options: Options;
  /** Arguments of an example on `fhir-fixtures/cohorts/hepatocellular.csv` (or without a file). */
  readonly example: string;
  run(frame: Frame, values: never): unknown;
  print(result: never): readonly Block[];
}

/** What a procedure states; the types of options and result are tied together here and forgotten in {@link Procedure}. */
export interface ProcedureOf<S extends Options, R> extends Omit<Procedure, 'run' | 'print' | 'options' | 'aliases'> {
  readonly aliases?: readonly string[];
  readonly options: S;
  run(frame: Frame, values: ValuesOf<S>): R;
  print(result: R): readonly Block[];
}

/** One entry of the registry. */
export function procedure<const S extends Options, R>(stated: ProcedureOf<S, R>): Procedure {
  const { run, print, aliases = [] } = stated;
  return { ...stated, aliases, run: (frame, values: ValuesOf<S>) => run(frame, values), print: (result: R) => print(result) };
}
