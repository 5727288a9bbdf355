// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import type { DicomCode, DicomDataset } from '../dicom/dataset.ts';
import { objectOfKey, referencedKeys } from '../dicom/frame-reference.ts';
import { type Part10, readPart10 } from '../dicom/part10.ts';
import { SOP_CLASS } from '../dicom/uids.ts';
import { ImagingError } from '../errors.ts';
import type { ReferencedSeries } from '../seg/read-seg.ts';
import type { Contour, Structure, StructureSet } from './types.ts';

// What one attribute may look like in a dataset: absent, without value, one value, several. Sequences are arrays.
const text = z
  .unknown()
  .optional()
  .transform((value) => (Array.isArray(value) ? (value[0] as unknown) : value))
  .transform((value) => (typeof value === 'string' || typeof value === 'number' ? String(value).trim() : ''));
const number = z
  .unknown()
  .optional()
  .transform((value) => (value === undefined || value === '' ? undefined : Number(value)));
const whole = number.pipe(z.int('is no whole number'));
const items = <T extends z.ZodType>(item: T) =>
  z
    .unknown()
    .optional()
    .transform((value) => (value === undefined || value === '' ? [] : value))
    .pipe(z.array(item, 'is no sequence'));

/** The keys of a referenced image; see `frame-reference.ts`. */
const image = z.custom<DicomDataset>((value) => typeof value === 'object' && value !== null, 'is no item').transform(referencedKeys);
const coded = z.object({ CodeValue: text, LongCodeValue: text, CodingSchemeDesignator: text, CodeMeaning: text });
const contour = z.object({
  ContourGeometricType: text,
  NumberOfContourPoints: number.pipe(z.int('is no whole number').optional()),
  ContourData: z.unknown().optional().transform(coordinates),
  ContourImageSequence: items(image),
});
const schema = z.object({
  SOPInstanceUID: text.refine((uid) => uid !== '', 'is empty'),
  SeriesInstanceUID: text.refine((uid) => uid !== '', 'is empty'),
  StudyInstanceUID: text,
  PatientID: text,
  SeriesDescription: text,
  StructureSetLabel: text,
  StructureSetDate: text,
  OperatorsName: text,
  FrameOfReferenceUID: text,
  ReferencedFrameOfReferenceSequence: items(
    z.object({
      FrameOfReferenceUID: text,
      RTReferencedStudySequence: items(
        z.object({ RTReferencedSeriesSequence: items(z.object({ SeriesInstanceUID: text, ContourImageSequence: items(image) })) }),
      ),
    }),
  ),
  StructureSetROISequence: items(z.object({ ROINumber: whole, ROIName: text, ReferencedFrameOfReferenceUID: text, ROIGenerationAlgorithm: text })),
  ROIContourSequence: items(z.object({ ReferencedROINumber: whole, ContourSequence: items(contour) })),
  RTROIObservationsSequence: items(
    z.object({
      ReferencedROINumber: whole,
      ROIObservationLabel: text,
      RTROIInterpretedType: text,
      ROIInterpreter: text,
      RTROIIdentificationCodeSequence: items(coded),
    }),
  ),
});
type Parsed = z.infer<typeof schema>;

/**
 * Reads a DICOM RT Structure Set from a Part 10 file. Contours stay as they are stored; {@link structureMask} judges and places them.
 *
 * @throws ImagingError `dicom-unreadable`, `transfer-syntax-unsupported`, `not-a-structure-set`, `structure-set-malformed` (names the attribute)
 * @see DICOM PS3.3 sections A.19 and C.8.8.5, C.8.8.6, C.8.8.8
 */
export function readStructureSet(bytes: Uint8Array): StructureSet {
  return structureSetOf(readPart10(bytes));
}

/** The structure set in an object that was read already; throws as {@link readStructureSet}. */
export function structureSetOf({ dataset }: Part10): StructureSet {
  if (dataset.SOPClassUID !== SOP_CLASS.rtStructureSet)
    throw new ImagingError('not-a-structure-set', 'This DICOM object is no RT structure set; name the series of a DICOM RTSTRUCT.', {
      sopClassUid: typeof dataset.SOPClassUID === 'string' ? dataset.SOPClassUID : null,
    });
  const parsed = parse(dataset);
  const duplicate = firstDuplicate(parsed.StructureSetROISequence.map((roi) => roi.ROINumber));
  if (duplicate !== undefined) throw malformed('StructureSetROISequence', `two structures have the number ${duplicate}`);
  return {
    sopInstanceUid: parsed.SOPInstanceUID,
    seriesInstanceUid: parsed.SeriesInstanceUID,
    studyInstanceUid: parsed.StudyInstanceUID,
    patientId: parsed.PatientID,
    seriesDescription: parsed.SeriesDescription,
    label: parsed.StructureSetLabel,
    date: parsed.StructureSetDate,
    operator: parsed.OperatorsName,
    structures: parsed.StructureSetROISequence.map((roi) => structureOf(parsed, roi)),
    referencedSeries: referencedSeriesOf(parsed),
  };
}

function parse(dataset: DicomDataset): Parsed {
  const result = schema.safeParse(dataset);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw malformed(issue?.path.join('.') ?? '', issue?.message ?? 'is not as the standard says');
}

function structureOf(parsed: Parsed, roi: Parsed['StructureSetROISequence'][number]): Structure {
  const observations = parsed.RTROIObservationsSequence.filter((o) => o.ReferencedROINumber === roi.ROINumber);
  const contours = parsed.ROIContourSequence.filter((c) => c.ReferencedROINumber === roi.ROINumber).flatMap((c) => c.ContourSequence);
  const present = (values: readonly string[]): readonly string[] => [...new Set(values.filter((v) => v !== ''))];
  return {
    number: roi.ROINumber,
    name: roi.ROIName,
    observationLabels: present(observations.map((o) => o.ROIObservationLabel)),
    interpretedTypes: present(observations.map((o) => o.RTROIInterpretedType.toUpperCase())),
    codes: observations.flatMap((o) => o.RTROIIdentificationCodeSequence).map(codeOf),
    generationAlgorithm: roi.ROIGenerationAlgorithm,
    interpreter: present(observations.map((o) => o.ROIInterpreter))[0] ?? '',
    frameOfReferenceUid: roi.ReferencedFrameOfReferenceUID || onlyFrameOfReference(parsed),
    contours: contours.map((c, index) => contourOf(c, roi.ROINumber, index)),
  };
}

/** A structure that does not name its frame of reference lies in the only one that the object names. */
function onlyFrameOfReference(parsed: Parsed): string {
  const named = new Set(parsed.ReferencedFrameOfReferenceSequence.map((f) => f.FrameOfReferenceUID).filter((uid) => uid !== ''));
  return named.size === 1 ? ([...named][0] as string) : named.size === 0 ? parsed.FrameOfReferenceUID : '';
}

function contourOf(stored: z.infer<typeof contour>, structure: number, index: number): Contour {
  const { ContourData: pointsMm, NumberOfContourPoints: declared } = stored;
  const where = `contour ${index + 1} of structure ${structure}`;
  if (pointsMm === undefined) throw malformed('ContourData', `${where} holds something that is no number`);
  if (pointsMm.length % 3 !== 0) throw malformed('ContourData', `${where} has ${pointsMm.length} numbers, which are no x, y, z triples`);
  if (declared !== undefined && declared * 3 !== pointsMm.length)
    throw malformed('NumberOfContourPoints', `${where} announces ${declared} points and holds ${pointsMm.length / 3}; it may have been cut short`);
  return {
    geometricType: stored.ContourGeometricType,
    pointsMm,
    sourceSopUids: stored.ContourImageSequence.flat(),
  };
}

/** Decimal strings, mostly numbers already; a long contour has tens of thousands, so it is a plain loop. Undefined where one is no number. */
function coordinates(value: unknown): Float64Array | undefined {
  if (value === undefined || value === '') return new Float64Array(0);
  // in explicit syntaxes a value beyond 64 KiB cannot be DS and is stored as UN (PS3.5 section 6.2.2)
  if (value instanceof Uint8Array) return coordinates(new TextDecoder('latin1').decode(value).split('\\'));
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const numbers = new Float64Array(list.length);
  for (let i = 0; i < list.length; i++) {
    const one = list[i];
    const number = typeof one === 'number' ? one : typeof one === 'string' && one.trim() !== '' ? Number(one) : Number.NaN;
    if (!Number.isFinite(number)) return undefined;
    numbers[i] = number;
  }
  return numbers;
}

function referencedSeriesOf(parsed: Parsed): readonly ReferencedSeries[] {
  return parsed.ReferencedFrameOfReferenceSequence.flatMap((f) => f.RTReferencedStudySequence)
    .flatMap((s) => s.RTReferencedSeriesSequence)
    .filter((s) => s.SeriesInstanceUID !== '')
    .map((s) => ({ seriesInstanceUid: s.SeriesInstanceUID, sopInstanceUids: s.ContourImageSequence.flat().map(objectOfKey) }));
}

function codeOf(item: z.infer<typeof coded>): DicomCode {
  return { value: item.CodeValue || item.LongCodeValue, scheme: item.CodingSchemeDesignator, meaning: item.CodeMeaning };
}

function firstDuplicate(numbers: readonly number[]): number | undefined {
  return numbers.find((n, i) => numbers.indexOf(n) !== i);
}

function malformed(attribute: string, what: string): ImagingError {
  return new ImagingError('structure-set-malformed', `The structure set cannot be used: ${attribute} (${what}). Export it again from the planning system.`, {
    attribute,
  });
}
