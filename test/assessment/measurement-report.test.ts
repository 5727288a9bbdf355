// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { settingsHash } from '../../src/assessment/extraction.ts';
import { isoInZone, measurementReport, type ReportedResult } from '../../src/assessment/measurement-report.ts';
import { extractionFor } from '../../src/assessment/models.ts';
import { assessPhase } from '../../src/imaging/dicom/phase.ts';
import { SOP_CLASS } from '../../src/imaging/dicom/uids.ts';
import { SEG_CODES } from '../../src/imaging/seg/codes.ts';
import { readMeasurementReport } from '../../src/imaging/sr/read-report.ts';
import type { MeasurementReport } from '../../src/imaging/sr/types.ts';
import { writeMeasurementReport } from '../../src/imaging/sr/write-report.ts';
import { modelRef } from '../../src/nomogram/prepare.ts';
import { PIPELINE_ID } from '../../src/radiomics/pipeline.ts';
import { seriesFiles, volumeOf } from '../imaging/support/series.ts';
import { measured, SITE } from './support.ts';

const extraction = extractionFor(SITE);
if (extraction === undefined) throw new Error('the demo model measures nothing');
const volume = await volumeOf(seriesFiles());
const seg: ReportedResult['tumour']['seg'] = {
  kind: 'SEG',
  seriesUid: '2.25.30',
  sopUid: '2.25.31',
  sopClassUid: SOP_CLASS.segmentation,
  seriesDescription: 'Tumour',
  contentCreator: 'Reader^One',
  contentDate: '20261114',
  segment: {
    number: 2,
    label: '肿瘤',
    category: undefined,
    type: SEG_CODES.mass,
    algorithmType: 'MANUAL',
    algorithmName: '',
    trackingId: '',
    trackingUid: '',
  },
};
const ct: ReportedResult['tumour']['ct'] = {
  studyUid: volume.source.studyInstanceUid,
  seriesUid: volume.source.seriesInstanceUid,
  seriesNumber: 3,
  seriesDescription: '',
  frameOfReferenceUid: volume.source.frameOfReferenceUid,
  patientId: volume.source.patientId,
  acquiredIso: undefined,
  phase: assessPhase(volume.headers, undefined),
  source: { ...volume.source, patientName: ' Test^Phantom' },
};
const result: ReportedResult = {
  record: measured({
    ctSeriesUid: ct.seriesUid,
    segSopInstanceUid: seg.sopUid,
    segmentNumber: 2,
    pipeline: PIPELINE_ID,
    settingsHash: settingsHash(extraction),
    radScore: 0.81,
    measuredIso: '2026-11-14T23:30:05.123Z',
  }),
  tumour: { ct, seg },
  model: modelRef(SITE.active),
  extraction,
  softwareVersion: '1.2.3',
  fallbackIso: '2026-11-20T08:00:00Z',
  timeZone: 'Asia/Shanghai',
};
const reported = (changes: Partial<ReportedResult> = {}): MeasurementReport => {
  const outcome = measurementReport({ ...result, ...changes });
  if (outcome.kind !== 'report') throw new Error(outcome.code);
  return outcome.report;
};
const withSegment = (change: Partial<typeof seg.segment>): ReportedResult['tumour'] => ({ ct, seg: { ...seg, segment: { ...seg.segment, ...change } } });

describe('the report of a result', () => {
  it('can be written and read back: every feature and the score with what computed them', () => {
    const report = readMeasurementReport(writeMeasurementReport(reported()));
    expect(report).toEqual(
      expect.objectContaining({ startedIso: '2026-11-15T07:30:05+08:00', seriesDescription: 'RESEARCH tumour measurements, demonstration model' }),
    );
    expect(report.ct.patientName).toBe('Test^Phantom');
    expect(report.ct.slices.map(({ sopInstanceUid }) => sopInstanceUid)).toEqual(volume.source.slices.map(({ sopInstanceUid }) => sopInstanceUid));
    const [lesion] = report.lesions;
    expect(lesion).toEqual(expect.objectContaining({ finding: SEG_CODES.mass, trackingIdentifier: '肿瘤, segment 2' }));
    const values = Object.fromEntries(lesion?.measurements.map(({ name, value }) => [name, value]) ?? []);
    expect(values).toEqual({ ...result.record.features, 'rad-score': 0.81 });
    const [first] = lesion?.measurements ?? [];
    expect(first?.algorithm.parameters).toEqual([`settings SHA-256: ${settingsHash(extraction)}`, expect.stringContaining('"imageType"')]);
    expect(lesion?.measurements.at(-1)?.algorithm.parameters).toContain('demonstration model, synthetic constants: not for care');
    expect(report.contributions.map(({ model }) => model)).toEqual(['hepanom-radiomics', 'demo']);
  });

  it('is one object for one result, and another for other images, another pipeline or another model', () => {
    const uids = (changes: Partial<ReportedResult> = {}): string => reported(changes).sopInstanceUid;
    const other = { ...result.record, pipeline: 'hepanom-radiomics|0.9.0' };
    const otherModel = { ...modelRef(SITE.active), hash: 'f'.repeat(64) };
    expect(uids({ fallbackIso: '2027-01-01T00:00:00Z' })).toBe(uids());
    expect(new Set([uids(), uids({ record: other }), uids({ model: otherModel })]).size).toBe(3);
    expect(reported({ record: other }).contributions[0]?.deviceUid).not.toBe(reported().contributions[0]?.deviceUid);
  });

  it('continues the lesion of a second run, and follows the tracking UID of the segment', () => {
    const tracking = (tumour?: ReportedResult['tumour']): string | undefined => reported(tumour === undefined ? {} : { tumour }).lesions[0]?.trackingUid;
    expect(reported({ record: { ...result.record, pipeline: 'hepanom-radiomics|0.9.0' } }).lesions[0]?.trackingUid).toBe(tracking());
    const tracked = tracking(withSegment({ trackingUid: '1.2.3', trackingId: 'lesion 7' }));
    expect(tracked).not.toBe(tracking());
    // redrawn in another series: the same lesion by its tracking UID, another one without
    expect(tracking({ ct, seg: { ...withSegment({ trackingUid: '1.2.3' }).seg, seriesUid: '2.25.99' } })).toBe(tracked);
    expect(tracking({ ct, seg: { ...seg, seriesUid: '2.25.99' } })).not.toBe(tracking());
  });

  it('leaves the score out where no model is given, and says a value that is no number as such', () => {
    const { model: _, ...without } = result;
    const outcome = measurementReport(without);
    if (outcome.kind !== 'report') throw new Error(outcome.code);
    expect(outcome.report.lesions[0]?.measurements.map(({ name }) => name)).not.toContain('rad-score');
    expect(outcome.report.seriesDescription).toBe('RESEARCH tumour measurements (HepaNom)');
    const stored = JSON.parse(JSON.stringify({ original_firstorder_Skewness: Number.NaN })) as Record<string, number>;
    const [measurement] = reported({ record: { ...result.record, features: stored } }).lesions[0]?.measurements ?? [];
    expect([measurement?.value, measurement?.unit]).toEqual([Number.NaN, undefined]);
  });

  it('is none where nothing was measured, or where the images are not the measured ones', () => {
    const code = (changes: Partial<ReportedResult>): string => {
      const outcome = measurementReport({ ...result, ...changes });
      return outcome.kind === 'none' ? outcome.code : outcome.kind;
    };
    expect(code({ record: { status: 'refused', code: 'empty-mask' } })).toBe('nothing-measured');
    expect(code({ tumour: { ct, seg: { ...seg, sopUid: '2.25.77' } } })).toBe('images-replaced');
    expect(code({ tumour: withSegment({ number: 3 }) })).toBe('images-replaced');
    // TID 1411 points at a segment; contours are none
    expect(code({ tumour: { ct, seg: { ...seg, kind: 'RTSTRUCT' } } })).toBe('outlined-by-contours');
  });
});

describe('a moment in a zone', () => {
  it.each([
    ['2026-11-09T02:12:00Z', 'Asia/Shanghai', '2026-11-09T10:12:00+08:00'],
    ['2026-11-09T23:59:59.9Z', 'Asia/Kolkata', '2026-11-10T05:29:59+05:30'],
    ['2026-07-01T00:00:00Z', 'America/New_York', '2026-06-30T20:00:00-04:00'],
    ['2026-11-09T00:00:00Z', 'UTC', '2026-11-09T00:00:00Z'],
  ])('%s in %s is %s', (iso, zone, expected) => {
    expect(isoInZone(iso, zone)).toBe(expected);
  });
});
