// SPDX-License-Identifier: Apache-2.0
import type { TableProblem } from './table/table.ts';

/** Every reason for which the study room refuses to go on. */
export type StudyErrorCode =
  /** The study file is not what its schema says. */
  | 'definition-invalid'
  /** A data file cannot be read, or its content contradicts the study file. */
  | 'data-invalid'
  /** The data are sound, but there are too few patients or events for what was asked. */
  | 'too-few-patients'
  /** A step of the study cannot be computed on these data. */
  | 'not-computable'
  /** An argument of a function is out of its range. */
  | 'option-out-of-range';

/** A study that cannot be done as asked. The message says what is wrong, with which value, and what to do. */
export class StudyError extends Error {
  readonly code: StudyErrorCode;
  /** All that is wrong with the inputs, when the code is about inputs. */
  readonly problems: readonly TableProblem[];

  constructor(code: StudyErrorCode, message: string, problems: readonly TableProblem[] = []) {
    super(message);
    this.name = 'StudyError';
    this.code = code;
    this.problems = problems;
  }
}
