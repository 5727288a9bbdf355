// SPDX-License-Identifier: Apache-2.0

/** Why imaging data could not be used; every code is one situation that a caller or a person can act on. */
export type ImagingErrorCode =
  // reaching the archive
  | 'dicomweb-unreachable'
  | 'dicomweb-timeout'
  | 'dicomweb-aborted'
  | 'dicomweb-unauthorized'
  | 'dicomweb-not-found'
  | 'dicomweb-busy'
  | 'dicomweb-refused'
  | 'dicomweb-bad-answer'
  | 'dicomweb-incomplete'
  | 'dicomweb-too-large'
  | 'dicomweb-redirect'
  | 'store-failed'
  | 'uid-not-valid'
  | 'address-not-valid'
  // one object
  | 'dicom-unreadable'
  | 'dicom-not-writable'
  | 'not-ct'
  | 'not-a-segmentation'
  | 'missing-attribute'
  | 'rescale-not-hu'
  | 'pixel-format-unsupported'
  | 'transfer-syntax-unsupported'
  | 'lossy-compression'
  | 'pixel-data-length'
  | 'pixel-data-corrupt'
  // a series as a volume
  | 'no-ct-series'
  | 'too-few-slices'
  | 'too-many-slices'
  | 'mixed-series'
  | 'frame-of-reference-missing'
  | 'frame-of-reference-differs'
  | 'geometry-differs'
  | 'spacing-irregular'
  | 'duplicate-position'
  | 'gantry-tilt'
  | 'localizer-in-series'
  | 'multiple-acquisitions'
  | 'several-stacks'
  | 'padding-in-roi'
  // a segmentation on the series
  | 'no-segmentation'
  | 'several-segmentations'
  | 'segmentation-type-unsupported'
  | 'threshold-needed'
  | 'no-tumour-segment'
  | 'several-tumour-segments'
  | 'segment-not-found'
  | 'segment-outside-image'
  | 'segment-oblique'
  | 'segment-grid-differs'
  | 'empty-mask'
  | 'several-ct-series'
  | 'referenced-slices-missing'
  | 'patient-differs'
  // a structure set on the series
  | 'not-a-structure-set'
  | 'structure-set-malformed'
  | 'structure-not-found'
  | 'no-tumour-structure'
  | 'several-tumour-structures'
  | 'contour-type-unsupported'
  | 'contour-off-plane'
  | 'contour-between-slices'
  | 'contour-slice-differs'
  | 'contours-overlap'
  // a mask file
  | 'mask-file-unknown'
  | 'mask-grid-differs'
  // a report of measurements
  | 'not-a-measurement-report'
  | 'report-malformed';

/** Values that go with an error: what was found, never pixel data, names or tokens. */
export type ErrorValues = Readonly<Record<string, string | number | boolean | null | readonly (string | number)[]>>;

/** The only exception of this room: a machine code, a sentence that says what to do, and the values that failed. */
export class ImagingError extends Error {
  readonly code: ImagingErrorCode;
  readonly values: ErrorValues;

  constructor(code: ImagingErrorCode, message: string, values: ErrorValues = {}, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'ImagingError';
    this.code = code;
    this.values = values;
  }
}
