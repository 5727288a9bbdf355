// SPDX-License-Identifier: Apache-2.0

/** Every reason for which a statistic is refused. */
export type SurvivalErrorCode =
  | 'no-data'
  | 'length-mismatch'
  | 'value-not-finite'
  | 'value-out-of-range'
  | 'time-negative'
  | 'status-not-binary'
  | 'weight-not-positive'
  | 'option-out-of-range'
  | 'column-missing'
  | 'column-duplicate'
  | 'column-constant'
  | 'no-columns'
  | 'no-events'
  | 'all-censored'
  | 'too-few-observations'
  | 'too-few-groups'
  | 'no-comparable-pairs'
  | 'time-outside-range'
  | 'not-converged'
  | 'all-aliased'
  | 'matrix-singular'
  | 'overflow'
  | 'fit-without-data'
  | 'fold-without-event'
  | 'censoring-survival-zero'
  | 'not-nested';

/** A statistic that cannot be computed from what was given; the message names the value and what to do. */
export class SurvivalError extends Error {
  readonly code: SurvivalErrorCode;
  readonly values: Readonly<Record<string, unknown>>;

  constructor(code: SurvivalErrorCode, message: string, values: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'SurvivalError';
    this.code = code;
    this.values = values;
  }
}

/** Something a reader of the result should know; the numbers beside it are still what the method gives. */
export interface SurvivalWarning {
  readonly code: string;
  readonly message: string;
}
