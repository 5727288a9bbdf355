// SPDX-License-Identifier: Apache-2.0
// Looks into the content tree of a structured report. Absent things are undefined here; the schema of the report says what must be there.
import { codeOf, type DicomCode, type DicomDataset, itemsOf, numberOf, textOf } from '../dicom/dataset.ts';
import { SR_CODES, sameCode } from './codes.ts';

/** Items directly below, with this concept, in their order. */
export function childrenOf(item: DicomDataset | undefined, concept: DicomCode): readonly DicomDataset[] {
  return item === undefined ? [] : itemsOf(item, 'ContentSequence').filter((child) => sameCode(codeOf(child, 'ConceptNameCodeSequence'), concept));
}

export function childOf(item: DicomDataset | undefined, concept: DicomCode): DicomDataset | undefined {
  return childrenOf(item, concept)[0];
}

/** Concept that an item is about. */
export function conceptOf(item: DicomDataset): DicomCode | undefined {
  return codeOf(item, 'ConceptNameCodeSequence');
}

export function textBelow(item: DicomDataset | undefined, concept: DicomCode): string | undefined {
  return textsBelow(item, concept)[0];
}

export function textsBelow(item: DicomDataset | undefined, concept: DicomCode): readonly string[] {
  return childrenOf(item, concept).flatMap((child) => textOf(child, 'TextValue') ?? []);
}

export function uidBelow(item: DicomDataset | undefined, concept: DicomCode): string | undefined {
  const child = childOf(item, concept);
  return child === undefined ? undefined : textOf(child, 'UID');
}

export function codeBelow(item: DicomDataset | undefined, concept: DicomCode): DicomCode | undefined {
  const child = childOf(item, concept);
  return child === undefined ? undefined : codeOf(child, 'ConceptCodeSequence');
}

/** The object that an IMAGE item points at. */
export function imageOf(
  item: DicomDataset | undefined,
): { readonly sopClassUid: string | undefined; readonly sopInstanceUid: string | undefined; readonly number: number | undefined } | undefined {
  const reference = item === undefined ? undefined : itemsOf(item, 'ReferencedSOPSequence')[0];
  if (reference === undefined) return undefined;
  return {
    sopClassUid: textOf(reference, 'ReferencedSOPClassUID'),
    sopInstanceUid: textOf(reference, 'ReferencedSOPInstanceUID'),
    number: numberOf(reference, 'ReferencedSegmentNumber'),
  };
}

/** Value and unit of a NUM item; the double where there is one. Not-a-number and infinity come from the qualifier; undefined for any other absence. */
export function measuredOf(item: DicomDataset): { readonly value: number | undefined; readonly unit: DicomCode | undefined } {
  const measured = itemsOf(item, 'MeasuredValueSequence')[0];
  if (measured !== undefined)
    return { value: numberOf(measured, 'FloatingPointValue') ?? numberOf(measured, 'NumericValue'), unit: codeOf(measured, 'MeasurementUnitsCodeSequence') };
  const qualifier = codeOf(item, 'NumericValueQualifierCodeSequence');
  const value = sameCode(qualifier, SR_CODES.notANumber)
    ? Number.NaN
    : sameCode(qualifier, SR_CODES.positiveInfinity)
      ? Number.POSITIVE_INFINITY
      : sameCode(qualifier, SR_CODES.negativeInfinity)
        ? Number.NEGATIVE_INFINITY
        : undefined;
  return { value, unit: undefined };
}
