// SPDX-License-Identifier: Apache-2.0

/** A file or option that the user must change; printed with its code. */
export class InputError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'InputError';
    this.code = code;
  }
}
