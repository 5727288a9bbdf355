// SPDX-License-Identifier: Apache-2.0

/** Every reason for which an extraction is refused. */
export type RadiomicsErrorCode =
  // parameter file
  | 'params-not-an-object'
  | 'params-unknown-section'
  | 'params-unknown-key'
  | 'params-wrong-type'
  | 'params-out-of-range'
  | 'unknown-image-type'
  | 'unknown-feature-class'
  | 'unknown-feature'
  | 'feature-removed'
  | 'setting-not-supported'
  | 'log-without-sigma'
  | 'shape2d-needs-force2d'
  // input
  | 'mask-empty'
  | 'mask-fills-image'
  | 'label-absent'
  | 'size-mismatch'
  | 'origin-mismatch'
  | 'spacing-mismatch'
  | 'direction-mismatch'
  | 'geometry-mismatch'
  | 'tolerance-too-wide'
  | 'grid-not-usable'
  | 'roi-outside-image'
  | 'single-voxel'
  | 'too-few-dimensions'
  | 'roi-too-small'
  | 'resegmentation-left-nothing'
  | 'voxel-not-finite'
  | 'data-length'
  // computation
  | 'log-does-not-fit'
  | 'log-image-too-small'
  | 'box-too-large'
  | 'slices-unknown'
  | 'too-many-bins'
  | 'texture-matrix-too-large'
  | 'values-below-bins'
  | 'distances-do-not-fit'
  | 'label-lost-in-resampling'
  | 'shape2d-needs-one-slice';

/** An extraction that was refused: machine code, the sentence for the user, and the values it names. */
export class RadiomicsError extends Error {
  readonly code: RadiomicsErrorCode;
  readonly values: Readonly<Record<string, unknown>>;

  constructor(code: RadiomicsErrorCode, message: string, values: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'RadiomicsError';
    this.code = code;
    this.values = values;
  }
}
