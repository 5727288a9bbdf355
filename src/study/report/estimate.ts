// SPDX-License-Identifier: Apache-2.0
export type Maybe = number | null;

/** A number with its 95 % interval; null where it cannot be had. */
export interface Estimate {
  readonly value: Maybe;
  readonly lower?: Maybe;
  readonly upper?: Maybe;
  readonly se?: Maybe;
}
