// SPDX-License-Identifier: Apache-2.0
// Content items of a structured report: one function per value type (PS3.3 section C.17.3).
import { codeItem, type DicomCode, type DicomDataset } from '../dicom/dataset.ts';
import { decimalString } from '../dicom/encode.ts';
import { codedEntry, SR_CODES } from './codes.ts';

/** How an item belongs to the one that holds it. */
export type Relationship = 'CONTAINS' | 'HAS OBS CONTEXT' | 'HAS CONCEPT MOD' | 'HAS ACQ CONTEXT';

/** An image that an item points at. */
export interface ImageReference {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly segmentNumber?: number;
}

type Children = readonly DicomDataset[];

function item(relationship: Relationship, valueType: string, concept: DicomCode, value: DicomDataset, children: Children = []): DicomDataset {
  return {
    RelationshipType: relationship,
    ValueType: valueType,
    ConceptNameCodeSequence: [codedEntry(concept)],
    ...value,
    ...(children.length === 0 ? {} : { ContentSequence: children }),
  };
}

export function containerItem(concept: DicomCode, children: Children, templateId?: string): DicomDataset {
  return item('CONTAINS', 'CONTAINER', concept, { ContinuityOfContent: 'SEPARATE', ...(templateId === undefined ? {} : template(templateId)) }, children);
}

/** The mark that a container follows a template of PS3.16. */
export function template(identifier: string): DicomDataset {
  return { ContentTemplateSequence: [{ MappingResource: 'DCMR', TemplateIdentifier: identifier }] };
}

export function textItem(relationship: Relationship, concept: DicomCode, text: string): DicomDataset {
  return item(relationship, 'TEXT', concept, { TextValue: text });
}

export function codeValueItem(relationship: Relationship, concept: DicomCode, value: DicomCode, children: Children = []): DicomDataset {
  return item(relationship, 'CODE', concept, { ConceptCodeSequence: [codedEntry(value)] }, children);
}

export function uidItem(relationship: Relationship, concept: DicomCode, uid: string): DicomDataset {
  return item(relationship, 'UIDREF', concept, { UID: uid });
}

export function imageItem(relationship: Relationship, concept: DicomCode, image: ImageReference): DicomDataset {
  return item(relationship, 'IMAGE', concept, {
    ReferencedSOPSequence: [
      {
        ReferencedSOPClassUID: image.sopClassUid,
        ReferencedSOPInstanceUID: image.sopInstanceUid,
        ...(image.segmentNumber === undefined ? {} : { ReferencedSegmentNumber: image.segmentNumber }),
      },
    ],
  });
}

/**
 * A number with its unit. Where the 16 characters of a decimal string cannot hold it, the double stands beside it; where it is no number,
 * the item has no value but says why.
 */
export function numItem(concept: DicomCode, value: number, unit: DicomCode | undefined, children: Children): DicomDataset {
  if (!Number.isFinite(value) || unit === undefined)
    return item('CONTAINS', 'NUM', concept, { MeasuredValueSequence: [], NumericValueQualifierCodeSequence: [codeItem(qualifierOf(value))] }, children);
  const text = decimalString(value);
  const measured = {
    NumericValue: text,
    ...(Object.is(Number(text), value) ? {} : { FloatingPointValue: value }),
    MeasurementUnitsCodeSequence: [codedEntry(unit)],
  };
  return item('CONTAINS', 'NUM', concept, { MeasuredValueSequence: [measured] }, children);
}

function qualifierOf(value: number): DicomCode {
  if (Number.isNaN(value)) return SR_CODES.notANumber;
  return value > 0 ? SR_CODES.positiveInfinity : SR_CODES.negativeInfinity;
}
