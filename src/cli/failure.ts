// SPDX-License-Identifier: Apache-2.0

/** A failure that a user can act on. */
export interface Failure {
  readonly code: string;
  readonly message: string;
}

/** A failure that the user can act on carries a machine code. */
export function isUserError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && typeof (error as { code?: unknown }).code === 'string';
}

/** What a thrown thing means for the case it stopped. Bugs get the code `internal-error`. */
export function failureOf(error: unknown): Failure {
  if (error instanceof RangeError && /allocation|invalid (typed )?array length/i.test(error.message))
    return { code: 'out-of-memory', message: `There is not enough memory for this case (${error.message}). Use fewer --jobs, or crop the image.` };
  if (isUserError(error)) return { code: error.code, message: error.message };
  return { code: 'internal-error', message: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
}
