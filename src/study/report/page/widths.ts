// SPDX-License-Identifier: Apache-2.0

/** Widths in CSS pixels that figures are drawn at, smallest first; the largest that fits is shown (chart-style.ts). */
export const WIDTHS = [288, 340, 418, 640, 880] as const;

/** For figures that use the whole column. */
export const FULL: readonly number[] = WIDTHS;

/** For figures that stand side by side where there is room. */
export const HALF: readonly number[] = [288, 340, 418];
