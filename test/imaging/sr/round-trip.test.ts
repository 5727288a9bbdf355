// SPDX-License-Identifier: Apache-2.0
import '../../support/property-seed.ts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type DicomDataset, itemsOf } from '../../../src/imaging/dicom/dataset.ts';
import { writePart10 } from '../../../src/imaging/dicom/part10.ts';
import { IBSI_SCHEME, privateCode, ucum } from '../../../src/imaging/sr/codes.ts';
import { readMeasurementReport } from '../../../src/imaging/sr/read-report.ts';
import type { MeasurementReport, ReportMeasurement } from '../../../src/imaging/sr/types.ts';
import { measurementReportDataset, writeMeasurementReport } from '../../../src/imaging/sr/write-report.ts';
import { refusal } from '../support/codes.ts';
import { report } from '../support/report.ts';
import { seriesFiles } from '../support/series.ts';

const through = (one: MeasurementReport): MeasurementReport => readMeasurementReport(writeMeasurementReport(one));

const trimmed = (most: number) =>
  fc
    .string({ unit: fc.constantFrom(...'abcXYZ019 .,:;()[]{}"\'|&<>/+-_éß肝癌'), minLength: 1, maxLength: most })
    .map((text) => text.trim())
    .filter((text) => text !== '');
const uid = fc.array(fc.nat(99_999), { minLength: 2, maxLength: 9 }).map((parts) => `1.2.${parts.join('.')}`);
const digits = (length: number) => fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length });
const code = fc.record({ value: trimmed(40), scheme: fc.constantFrom('SCT', 'DCM', 'SRT'), meaning: trimmed(64) });
const algorithm = fc.record({ name: trimmed(40), version: trimmed(20), parameters: fc.array(trimmed(300), { maxLength: 3 }) });
const measurement: fc.Arbitrary<ReportMeasurement> = fc
  .record(
    {
      name: trimmed(90),
      code: fc.oneof(
        fc.record({ value: trimmed(16), scheme: fc.constant(IBSI_SCHEME), meaning: trimmed(64) }),
        fc.tuple(trimmed(60), trimmed(64)).map(([value, meaning]) => privateCode(value, meaning)),
      ),
      value: fc.double(),
      unit: trimmed(20).map((text) => ucum(text)),
      imageType: trimmed(64),
      algorithm,
    },
    { requiredKeys: ['name', 'code', 'value', 'unit', 'algorithm'] },
  )
  .map(({ unit, ...rest }) => (Number.isFinite(rest.value) ? { ...rest, unit } : rest));
const lesion = fc.record({
  session: trimmed(64),
  trackingIdentifier: trimmed(64),
  trackingUid: uid,
  findingCategory: code,
  finding: code,
  findingSite: code,
  segment: fc.record({ sopClassUid: uid, sopInstanceUid: uid, seriesInstanceUid: uid, number: fc.integer({ min: 1, max: 65_535 }) }),
  measurements: fc.array(measurement, { minLength: 1, maxLength: 4 }),
});
const startedIso = fc
  .tuple(
    fc.date({ min: new Date('1990-01-01T00:00:00Z'), max: new Date('2090-01-01T00:00:00Z'), noInvalidDate: true }),
    fc.constantFrom('Z', '+08:00', '-03:30'),
  )
  .map(([date, zone]) => date.toISOString().replace('Z', zone));
const anyReport: fc.Arbitrary<MeasurementReport> = fc
  .record({
    sopInstanceUid: uid,
    seriesInstanceUid: uid,
    seriesNumber: fc.nat(99_999),
    seriesDescription: trimmed(50).map((text) => `RESEARCH ${text}`),
    startedIso,
    ct: fc.record(
      {
        patientName: fc.oneof(fc.constant(''), fc.constantFrom('Test^Phantom', 'Wang^XiaoDong=王^小东', 'Müller^Jörg')),
        patientId: fc.oneof(fc.constant(''), trimmed(64)),
        patientBirthDate: fc.oneof(fc.constant(''), digits(8)),
        patientSex: fc.constantFrom('', 'M', 'F', 'O'),
        studyInstanceUid: uid,
        studyId: fc.oneof(fc.constant(''), trimmed(16)),
        studyDate: fc.oneof(fc.constant(''), digits(8)),
        studyTime: fc.oneof(fc.constant(''), digits(6)),
        studyDescription: trimmed(64),
        accessionNumber: fc.oneof(fc.constant(''), trimmed(16)),
        referringPhysicianName: fc.constantFrom('', 'Surgeon^One'),
        seriesInstanceUid: uid,
        frameOfReferenceUid: uid,
        sopClassUid: uid,
        slices: fc.uniqueArray(
          uid.map((sopInstanceUid) => ({ sopInstanceUid })),
          { minLength: 1, maxLength: 5, selector: (one) => one.sopInstanceUid },
        ),
      },
      {
        requiredKeys: [
          'patientName',
          'patientId',
          'patientBirthDate',
          'patientSex',
          'studyInstanceUid',
          'studyId',
          'studyDate',
          'studyTime',
          'accessionNumber',
          'referringPhysicianName',
          'seriesInstanceUid',
          'frameOfReferenceUid',
          'sopClassUid',
          'slices',
        ],
      },
    ),
    procedure: code,
    device: fc.record({ uid, name: trimmed(64), manufacturer: trimmed(64), model: trimmed(64), serialNumber: trimmed(64), softwareVersion: trimmed(64) }),
    contributions: fc.array(fc.record({ deviceUid: uid, manufacturer: trimmed(64), model: trimmed(64), version: trimmed(64), description: trimmed(100) }), {
      minLength: 1,
      maxLength: 3,
    }),
    lesions: fc.array(lesion, { minLength: 1, maxLength: 3 }),
  })
  // Objects of one UID are one object, and the CT is none of the segmentations.
  .filter(({ ct, lesions }) => {
    const objects = [...ct.slices.map(({ sopInstanceUid }) => sopInstanceUid), ...lesions.map(({ segment }) => segment.sopInstanceUid)];
    return new Set(objects).size === objects.length;
  });

describe('a measurement report', () => {
  it('comes back from its bytes as it was written', () => {
    expect(through(report)).toEqual(report);
  });

  it('comes back whatever its texts and numbers are', () => {
    fc.assert(
      fc.property(anyReport, (one) => {
        expect(through(one)).toEqual(one);
      }),
      { numRuns: 150 },
    );
  });

  it('is the same bytes every time', () => {
    expect(writeMeasurementReport(report)).toEqual(writeMeasurementReport(structuredClone(report)));
  });

  it.each([
    ['a description that does not say RESEARCH', { seriesDescription: 'Tumour measurements' }, 'seriesDescription'],
    ['a time without a zone', { startedIso: '2026-11-09T10:12:00' }, 'startedIso'],
    ['no tumour', { lesions: [] }, 'lesions'],
    ['a text longer than its place', { device: { ...report.device, model: 'm'.repeat(65) } }, 'device.model'],
  ])('is not written with %s', async (_, change, attribute) => {
    const error = await refusal(() => writeMeasurementReport({ ...report, ...change }));
    expect([error.code, error.values]).toEqual(['dicom-not-writable', { attribute }]);
  });

  it('is not written with a finite value without a unit, or with a code of a scheme that the reader does not know', async () => {
    const first = report.lesions[0]?.measurements[0] as ReportMeasurement;
    const withFirst = (change: Partial<ReportMeasurement>): MeasurementReport => ({
      ...report,
      lesions: report.lesions.map((one) => ({ ...one, measurements: [{ ...first, ...change }] })),
    });
    expect((await refusal(() => writeMeasurementReport(withFirst({ unit: undefined })))).message).toContain('a finite value needs a unit');
    expect((await refusal(() => writeMeasurementReport(withFirst({ code: { ...first.code, scheme: 'SCT' } })))).values).toEqual({
      attribute: 'lesions.0.measurements.0.code',
    });
  });
});

describe('reading what is no report of ours', () => {
  const dataset = measurementReportDataset(report);
  /** The report with its content changed below the root. */
  const changed = (change: (children: readonly DicomDataset[]) => readonly DicomDataset[]): Uint8Array =>
    writePart10({ ...dataset, ContentSequence: change(itemsOf(dataset, 'ContentSequence')) });

  it('refuses another kind of object and another root concept', async () => {
    const ct = await refusal(() => readMeasurementReport(seriesFiles()[0] as Uint8Array));
    expect(ct.code).toBe('not-a-measurement-report');
    const other = await refusal(() =>
      readMeasurementReport(
        writePart10({ ...dataset, ConceptNameCodeSequence: [{ CodeValue: '11528-7', CodingSchemeDesignator: 'LN', CodeMeaning: 'Report' }] }),
      ),
    );
    expect([other.code, other.values.concept]).toEqual(['not-a-measurement-report', '11528-7']);
  });

  it('refuses bytes that are no DICOM object, and bytes cut short', async () => {
    expect((await refusal(() => readMeasurementReport(Buffer.from('no DICOM')))).code).toBe('dicom-unreadable');
    expect((await refusal(() => readMeasurementReport(writeMeasurementReport(report).subarray(0, 3000)))).code).toBe('dicom-unreadable');
  });

  it.each([
    ['its measurements', (children: readonly DicomDataset[]) => children.slice(0, -1), 'lesions'],
    ['its image library', (children: readonly DicomDataset[]) => children.filter((_, i) => i !== children.length - 2), /^ct\./],
    ['its observer', (children: readonly DicomDataset[]) => children.filter(({ RelationshipType }) => RelationshipType !== 'HAS OBS CONTEXT'), /^device\./],
  ])('refuses a report without %s, and names the place', async (_, change, place) => {
    const error = await refusal(() => readMeasurementReport(changed(change)));
    expect(error.code).toBe('report-malformed');
    expect(error.values.place).toEqual(typeof place === 'string' ? place : expect.stringMatching(place));
  });
});

describe('a report of a multi-frame CT', () => {
  it('points at the object once, however many slices it holds', () => {
    const [slice] = report.ct.slices;
    if (slice === undefined) throw new Error('the report has no slice');
    const back = through({ ...report, ct: { ...report.ct, slices: [slice, slice, slice] } });
    expect(back.ct.slices).toEqual([slice]);
  });
});
