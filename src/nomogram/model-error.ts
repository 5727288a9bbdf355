// SPDX-License-Identifier: Apache-2.0

export type ModelFileErrorCode =
  /** The document does not have the shape of a model file. */
  | 'schema'
  /** The stored hash is not the hash of the document. */
  | 'hash-mismatch'
  /** A fixture does not come out as written. */
  | 'fixture-mismatch'
  /** The shape is right and the content contradicts itself. */
  | 'inconsistent';

/** A model file that must not be served. The message says what is wrong, with which value, and what to do. */
export class ModelFileError extends Error {
  readonly code: ModelFileErrorCode;
  /** Where in the file, e.g. `baseline.steps[3]` or `fixtures[0].expect.score`. */
  readonly path: string;
  /** What the file says and what was found, where two values disagree. */
  readonly values?: { readonly inFile: unknown; readonly found: unknown };

  constructor(code: ModelFileErrorCode, path: string, message: string, values?: { readonly inFile: unknown; readonly found: unknown }) {
    super(message);
    this.name = 'ModelFileError';
    this.code = code;
    this.path = path;
    if (values !== undefined) this.values = values;
  }
}
