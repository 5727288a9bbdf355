// SPDX-License-Identifier: Apache-2.0
import type { DataSet } from 'dicom-parser';
import { withHeaders } from './parse-headers.ts';
import { decodeText } from './text.ts';

/** What tells an object among others, and its series from other series; absent texts are empty. */
export interface ObjectIdentity {
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly modality: string;
  readonly seriesDescription: string;
  readonly seriesNumber: number | undefined;
  readonly frameOfReferenceUid: string;
}

/**
 * Reads only the beginning of an object of any kind.
 *
 * @param bytes a Part 10 file
 * @throws ImagingError `dicom-unreadable`
 */
export function identifyObject(bytes: Uint8Array): ObjectIdentity {
  return withHeaders(bytes, 'x00200052', 'An object', identityOf);
}

function identityOf(dataset: DataSet): ObjectIdentity {
  const text = (tag: string): string => dataset.string(tag)?.trim() ?? '';
  const description = dataset.elements.x0008103e;
  const number = Number(text('x00200011') || Number.NaN);
  return {
    sopInstanceUid: text('x00080018'),
    seriesInstanceUid: text('x0020000e'),
    modality: text('x00080060'),
    seriesDescription:
      description === undefined
        ? ''
        : decodeText(dataset.byteArray.subarray(description.dataOffset, description.dataOffset + description.length), text('x00080005').split('\\')).trim(),
    seriesNumber: Number.isFinite(number) ? number : undefined,
    frameOfReferenceUid: text('x00200052'),
  };
}
