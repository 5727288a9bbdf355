// SPDX-License-Identifier: Apache-2.0
import { ImagingError } from '../../../src/imaging/errors.ts';

/** The ImagingError that a call ends in; anything else, success included, fails the test. */
export async function refusal(call: () => unknown): Promise<ImagingError> {
  try {
    await call();
  } catch (error) {
    if (error instanceof ImagingError) return error;
    throw error;
  }
  throw new Error('the call succeeded where it should have been refused');
}

/** Its code. */
export async function refusalCode(call: () => unknown): Promise<string> {
  return (await refusal(call)).code;
}
