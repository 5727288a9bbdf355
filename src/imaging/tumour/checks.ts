// SPDX-License-Identifier: Apache-2.0
import type { LabelVolume } from '../../volume/volume.ts';
import type { CtVolume } from '../dicom/assemble-volume.ts';
import { frameKey } from '../dicom/frame-reference.ts';
import type { PhaseAssessment } from '../dicom/phase.ts';
import { isLossy } from '../dicom/pixels.ts';
import { ImagingError } from '../errors.ts';
import type { OutlineObject } from '../outline/types.ts';
import type { TumourCheck } from './types.ts';

/** @throws ImagingError `referenced-slices-missing` where the volume lacks slices that the segment was drawn on */
export function checkSlicesPresent(image: CtVolume, drawnOn: ReadonlySet<string>): void {
  const present = new Set(image.source.slices.flatMap((s) => [s.sopInstanceUid, frameKey(s.sopInstanceUid, s.frameNumber)]));
  const absent = [...drawnOn].filter((uid) => !present.has(uid));
  // an identical duplicate that was dropped may be the one that is named
  if (absent.length > image.duplicatesDropped)
    throw new ImagingError(
      'referenced-slices-missing',
      `${absent.length} of the ${drawnOn.size} slices that the tumour was drawn on are not in the CT series.`,
      {
        missing: absent.length,
        referenced: drawnOn.size,
      },
    );
}

/** @throws ImagingError `patient-differs` where both carry an identifier and these differ; the identifiers stay out of the error */
export function checkSamePatient(outline: Pick<OutlineObject, 'kind' | 'patientId'>, image: CtVolume): void {
  if (outline.patientId !== '' && image.source.patientId !== '' && outline.patientId !== image.source.patientId)
    throw new ImagingError(
      'patient-differs',
      'The object that outlines the tumour and the CT carry different patient identifiers. Correct the identifiers in the archive, or outline the tumour on this CT.',
      { kind: outline.kind },
    );
}

/** The phase evidence as a check; only an explicit statement needs no second look. */
export function phaseCheck(phase: PhaseAssessment): TumourCheck {
  const evidence = phase.evidence.map((e) => `${e.kind}${e.value === '' ? '' : `: ${e.value}`}`);
  const message = {
    'explicit-portal-venous': 'The CT says itself that it is portal venous.',
    'explicit-other': 'The CT says itself that it is of another phase than portal venous.',
    'likely-portal-venous': 'The CT is likely portal venous; the headers do not say it outright.',
    contradicted: 'Something in the headers speaks against the portal venous phase.',
    unknown: 'The headers do not tell the contrast phase.',
  }[phase.verdict];
  return {
    code: 'phase',
    level: phase.verdict === 'explicit-portal-venous' ? 'ok' : 'attention',
    message,
    values: { verdict: phase.verdict, score: phase.score, evidence },
  };
}

/**
 * Padding is no tissue; where it lies inside the tumour, features would describe the scanner's field of view as well.
 *
 * @throws ImagingError `padding-in-roi` with the number of such voxels
 */
export function checkPadding(image: CtVolume, mask: LabelVolume): void {
  const plane = image.grid.size[0] * image.grid.size[1];
  let padded = 0;
  let paddingHu: readonly number[] = [];
  image.padding.forEach((range, k) => {
    if (range === undefined) return;
    const first = mask.data.subarray(k * plane, (k + 1) * plane).indexOf(1); // most planes hold no tumour
    if (first < 0) return;
    for (let at = k * plane + first; at < (k + 1) * plane; at++) {
      const hu = image.data[at] as number;
      if (mask.data[at] === 0 || hu < range.low || hu > range.high) continue;
      padded++;
      paddingHu = range.low === range.high ? [range.low] : [range.low, range.high];
    }
  });
  if (padded > 0)
    throw new ImagingError(
      'padding-in-roi',
      `${padded} voxels of the tumour are padding (${paddingHu.join(' to ')} HU by PixelPaddingValue), not tissue: the outline reaches beyond the scanned field. Correct the outline, or use a reconstruction whose field of view holds the whole tumour.`,
      { voxels: padded, paddingHu },
    );
}

/** Says that the CT was compressed with loss, where the site's settings let such a CT in. */
export function lossyCheck(image: CtVolume): readonly TumourCheck[] {
  const lossy = image.headers.filter(isLossy);
  const first = lossy[0];
  if (first === undefined) return [];
  return [
    {
      code: 'lossy-compression',
      level: 'attention',
      message: `${lossy.length} of ${image.headers.length} slices were compressed with loss; the features are not those of the scan. They were read because the settings of this site allow it.`,
      values: {
        slices: lossy.length,
        of: image.headers.length,
        transferSyntaxUid: first.transferSyntaxUid,
        method: first.lossyMethod,
        ratio: first.lossyRatio,
      },
    },
  ];
}

/** Says how many identical slices were dropped. */
export function duplicateCheck(image: CtVolume): readonly TumourCheck[] {
  const dropped = image.duplicatesDropped;
  return dropped === 0
    ? []
    : [
        {
          code: 'duplicate-slices',
          level: 'ok',
          message: `${dropped} slices were stored twice with the same pixels; one of each was used.`,
          values: { dropped },
        },
      ];
}
