// SPDX-License-Identifier: Apache-2.0
// What a measurement report says, as plain data: the writer takes it and the reader gives it back.
import { z } from 'zod';
import { isUrlSafeUid } from '../dicom/uids.ts';
import { IBSI_SCHEME, PRIVATE_SCHEME } from './codes.ts';

/** Text of VR LO or SH as DICOM keeps it: no backslash, no control characters, no spaces around it. */
const shortText = (most: number) =>
  z
    .string()
    .refine((text) => [...text].length <= most, { error: `must have at most ${most} characters` })
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
    .refine((text) => !/[\\\u0000-\u001f\u007f]/.test(text), { error: 'must hold no backslash and no control characters' })
    .refine((text) => text === text.trim(), { error: 'must not begin or end with a space' });
const filled = (most: number) => shortText(most).refine((text) => text !== '', { error: 'must not be empty' });
const longText = z
  .string()
  .refine((text) => text !== '' && text === text.trim(), { error: 'must not be empty, nor begin or end with a space' })
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  .refine((text) => !/[\u0000-\u0009\u000b\u000c\u000e-\u001f]/.test(text), { error: 'must hold no control characters' });
/** Archives hold UIDs with leading zeros in components; they are repeated as they are. */
const uid = z.string().refine(isUrlSafeUid, { error: 'must be a UID' });
const code = z.object({ value: filled(1024), scheme: filled(16), meaning: filled(64) }).readonly();

const Algorithm = z
  .object({
    name: longText,
    version: longText,
    /** One text per parameter. */
    parameters: z.array(longText).readonly(),
  })
  .readonly();

const Measurement = z
  .object({
    /** Full name in the software that computed it, e.g. `wavelet-LLH_glcm_Id`. */
    name: longText,
    /** What was measured: a code of IBSI, or of our own scheme where IBSI defines no such feature. */
    code: code.refine(({ scheme }) => scheme === IBSI_SCHEME || scheme === PRIVATE_SCHEME, { error: `must be a code of ${IBSI_SCHEME} or ${PRIVATE_SCHEME}` }),
    /** May be not-a-number or infinite: that is written as such. */
    value: z.custom<number>((value) => typeof value === 'number', { error: 'must be a number' }),
    /** Of a finite value; what is no number has no unit. */
    unit: code.refine(({ scheme }) => scheme === 'UCUM', { error: 'must be a unit of UCUM' }).optional(),
    /** The image (filter) that it was computed on, as PyRadiomics names it; absent where it comes from no single image. */
    imageType: filled(64).optional(),
    algorithm: Algorithm,
  })
  .refine(({ value, unit }) => Number.isFinite(value) === (unit !== undefined), { error: 'a finite value needs a unit, another must have none' })
  .readonly();

const Lesion = z
  .object({
    /** The run that measured, for people. */
    session: longText,
    trackingIdentifier: longText,
    trackingUid: uid,
    findingCategory: code,
    finding: code,
    findingSite: code,
    segment: z.object({ sopClassUid: uid, sopInstanceUid: uid, seriesInstanceUid: uid, number: z.int().min(1).max(65_535) }).readonly(),
    measurements: z.array(Measurement).min(1).readonly(),
  })
  .readonly();

/** What the report repeats of its CT: a `SourceCt` has all of it. */
const Ct = z
  .object({
    patientName: shortText(324),
    patientId: shortText(64),
    patientBirthDate: shortText(8),
    patientSex: shortText(16),
    studyInstanceUid: uid,
    studyId: shortText(16),
    studyDate: shortText(8),
    studyTime: shortText(14),
    studyDescription: filled(64).optional(),
    accessionNumber: shortText(16),
    referringPhysicianName: shortText(324),
    seriesInstanceUid: uid,
    frameOfReferenceUid: uid,
    sopClassUid: uid,
    slices: z
      .array(z.object({ sopInstanceUid: uid }).readonly())
      .min(1)
      .readonly(),
  })
  .readonly();

const Device = z
  .object({ uid, name: filled(64), manufacturer: filled(64), model: filled(64), serialNumber: filled(64), softwareVersion: filled(64) })
  .readonly();

/** One algorithm that contributed; its UID changes whenever the algorithm does. */
const Contribution = z.object({ deviceUid: uid, manufacturer: filled(64), model: filled(64), version: filled(64), description: longText }).readonly();

export const MeasurementReportSchema = z
  .object({
    sopInstanceUid: uid,
    /** A series of its own: a report is never put into a series that exists. */
    seriesInstanceUid: uid,
    seriesNumber: z.int().min(0).max(2_147_483_647),
    seriesDescription: filled(64).refine((text) => text.startsWith('RESEARCH'), { error: 'must start with RESEARCH' }),
    /** Start of the analysis, ISO 8601 with seconds and zone; dates and times of the object are in that zone. */
    startedIso: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})$/, { error: 'must be ISO 8601 with seconds and a zone' }),
    ct: Ct,
    /** The imaging procedure that the report is about, not the algorithm. */
    procedure: code,
    /** The device that observed: this software. */
    device: Device,
    contributions: z.array(Contribution).min(1).readonly(),
    lesions: z.array(Lesion).min(1).readonly(),
  })
  .readonly();

export type MeasurementReport = z.output<typeof MeasurementReportSchema>;
export type LesionMeasurements = MeasurementReport['lesions'][number];
export type ReportMeasurement = LesionMeasurements['measurements'][number];
export type ReportAlgorithm = ReportMeasurement['algorithm'];
