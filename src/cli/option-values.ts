// SPDX-License-Identifier: Apache-2.0
import { InputError } from './input-error.ts';

/** @throws InputError `option` */
export function wholeNumber(text: string, option: string, least = 1): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(value) || value < least)
    throw new InputError('option', `${option} must be a whole number from ${least}, got "${text}".`);
  return value;
}

/** @throws InputError `option` */
export function positiveNumber(text: string, option: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0) throw new InputError('option', `${option} must be a number above 0, got "${text}".`);
  return value;
}

/** One of some words. @throws InputError `option` */
export function oneOf<T extends string>(text: string, words: readonly T[], option: string): T {
  const found = words.find((word) => word === text);
  if (found === undefined) throw new InputError('option', `${option} must be ${words.slice(0, -1).join(', ')} or ${words.at(-1)}, got "${text}".`);
  return found;
}
