// SPDX-License-Identifier: Apache-2.0
// What a computed result says to an image archive: features and rad-score as the data of a DICOM report.

import type { DicomCode } from '../imaging/dicom/dataset.ts';
import { derivedUid } from '../imaging/dicom/uids.ts';
import type { TumourCase } from '../imaging/load-tumour.ts';
import { SEG_CODES } from '../imaging/seg/codes.ts';
import { PRIVATE_CODES, PROCEDURE, ucum } from '../imaging/sr/codes.ts';
import type { MeasurementReport, ReportAlgorithm, ReportMeasurement } from '../imaging/sr/types.ts';
import type { ModelRef, RadiomicsRecord } from '../nomogram/assessment.ts';
import { canonicalJson } from '../nomogram/canonical-json.ts';
import { settingsHash } from './extraction.ts';
import { featureConcept, featureName, featureUnit } from './feature-concepts.ts';
import type { ExtractionRequest } from './ports.ts';

/** A computed result and the images that it came from. */
export interface ReportedResult {
  readonly record: RadiomicsRecord;
  readonly tumour: Pick<TumourCase, 'ct' | 'seg'>;
  /** The model whose rad-score the record has; absent: the score is left out. */
  readonly model?: ModelRef;
  /** What this site measures; named in the report where the record was computed with it. */
  readonly extraction?: ExtractionRequest;
  readonly softwareVersion: string;
  /** Start of the analysis, for records that do not know it themselves. ISO 8601. */
  readonly fallbackIso: string;
  /** IANA name of the zone that dates and times are written in; default: this machine's. */
  readonly timeZone?: string;
}

export type ReportOutcome =
  | { readonly kind: 'report'; readonly report: MeasurementReport }
  | { readonly kind: 'none'; readonly code: 'nothing-measured' | 'images-replaced' | 'outlined-by-contours'; readonly message: string };

/** Changes when the same result would be written in another form. */
const FORM = 1;
const MANUFACTURER = 'HepaNom';
const SERIES_NUMBER = 901;

/**
 * The report of a result. Its SOP instance and series UIDs come from the result, the pipeline and the model, so that the same result is one object however often
 * it is sent; its tracking UID comes from study and segment, so that a later run continues the same lesion.
 */
export function measurementReport(result: ReportedResult): ReportOutcome {
  const { record, tumour, softwareVersion } = result;
  const { ct, seg } = tumour;
  if (record.features === undefined || record.pipeline === undefined)
    return { kind: 'none', code: 'nothing-measured', message: 'No tumour was measured for this assessment, so there is nothing to send.' };
  if (record.ctSeriesUid !== ct.seriesUid || record.segSopInstanceUid !== seg.sopUid || record.segmentNumber !== seg.segment.number)
    return {
      kind: 'none',
      code: 'images-replaced',
      message: 'The images or the outline changed after the tumour was measured. Calculate again, then send.',
    };
  if (seg.kind !== 'SEG')
    return {
      kind: 'none',
      code: 'outlined-by-contours',
      message:
        'The tumour was outlined by the contours of an RT structure set. A measurement report points at the segment that was measured; store the tumour as DICOM SEG, calculate again, then send.',
    };
  const model = record.radScore === undefined ? undefined : result.model;
  const measurements = [...featureMeasurements(result), ...radScoreMeasurement(record, model)];
  const key = canonicalJson([
    ct.seriesUid,
    seg.sopUid,
    seg.segment.number,
    record.pipeline,
    record.settingsHash ?? '',
    model === undefined ? '' : model.hash,
    FORM,
  ]);
  const [engine = '', version = ''] = record.pipeline.split('|');
  const report: MeasurementReport = {
    sopInstanceUid: derivedUid(`measurement report instance|${key}`),
    seriesInstanceUid: derivedUid(`measurement report series|${key}`),
    seriesNumber: SERIES_NUMBER,
    seriesDescription: model?.demonstration === true ? 'RESEARCH tumour measurements, demonstration model' : 'RESEARCH tumour measurements (HepaNom)',
    startedIso: isoInZone(record.measuredIso ?? result.fallbackIso, result.timeZone),
    ct: withoutOuterSpaces(ct.source),
    procedure: PROCEDURE.ct,
    device: {
      uid: derivedUid(`device|hepanom|${softwareVersion}`),
      name: 'HepaNom',
      manufacturer: MANUFACTURER,
      model: 'HepaNom',
      serialNumber: softwareVersion,
      softwareVersion,
    },
    contributions: [
      {
        deviceUid: derivedUid(`device|${record.pipeline}`),
        manufacturer: MANUFACTURER,
        model: engine,
        version,
        description: 'Radiomic features of the tumour',
      },
      ...(model === undefined
        ? []
        : [
            {
              deviceUid: derivedUid(`device|model|${model.id}|${model.version}|${model.hash}`),
              manufacturer: MANUFACTURER,
              model: model.id.slice(0, 64),
              version: model.version.slice(0, 64),
              description: model.demonstration ? 'Rad-score; demonstration model, synthetic constants' : 'Rad-score',
            },
          ]),
    ],
    lesions: [
      {
        session: `HepaNom ${softwareVersion}`,
        trackingIdentifier: seg.segment.trackingId || `${seg.segment.label || 'Tumour'}, segment ${seg.segment.number}`,
        trackingUid: trackingUid(tumour),
        findingCategory: usable(seg.segment.category) ?? SEG_CODES.morphologicallyAbnormal,
        finding: usable(seg.segment.type) ?? SEG_CODES.neoplasm,
        findingSite: SEG_CODES.liver,
        segment: { sopClassUid: seg.sopClassUid, sopInstanceUid: seg.sopUid, seriesInstanceUid: seg.seriesUid, number: seg.segment.number },
        measurements,
      },
    ],
  };
  return { kind: 'report', report };
}

/** One UID per lesion of a study: by the tracking UID of its segment; where there is none, by the segmentation series and the segment's number. */
function trackingUid({ ct, seg }: Pick<TumourCase, 'ct' | 'seg'>): string {
  const { trackingUid: segmentUid, number } = seg.segment;
  return derivedUid(['tracking', ct.studyUid, ...(segmentUid === '' ? [seg.seriesUid, number] : [segmentUid])].join('|'));
}

function featureMeasurements({ record, extraction }: ReportedResult): readonly ReportMeasurement[] {
  const [name = '', version = ''] = (record.pipeline ?? '').split('|');
  const known = extraction !== undefined && settingsHash(extraction) === record.settingsHash ? extraction.params : undefined;
  const algorithm: ReportAlgorithm = {
    name,
    version,
    parameters: [
      ...(record.settingsHash === undefined ? [] : [`settings SHA-256: ${record.settingsHash}`]),
      ...(known === undefined ? [] : [`PyRadiomics parameters: ${canonicalJson(known)}`]),
    ],
  };
  const normalised = isNormalised(known);
  return Object.entries(record.features ?? {}).flatMap(([full, stored]) => {
    const parts = featureName(full);
    if (parts === undefined) return [];
    const value = typeof stored === 'number' ? stored : Number.NaN; // JSON keeps what is no number as null
    return [
      {
        name: full,
        code: featureConcept(parts),
        value,
        ...(Number.isFinite(value) ? { unit: featureUnit(parts, normalised) } : {}),
        imageType: parts.imageType,
        algorithm,
      },
    ];
  });
}

function radScoreMeasurement({ radScore }: RadiomicsRecord, model: ModelRef | undefined): readonly ReportMeasurement[] {
  if (radScore === undefined || model === undefined) return [];
  const parameters = [`model SHA-256: ${model.hash}`, ...(model.demonstration ? ['demonstration model, synthetic constants: not for care'] : [])];
  return [
    {
      name: 'rad-score',
      code: PRIVATE_CODES.radScore,
      value: radScore,
      unit: ucum('1', 'no units'),
      algorithm: { name: model.id, version: model.version, parameters },
    },
  ];
}

function isNormalised(params: unknown): boolean {
  const setting: unknown = typeof params === 'object' && params !== null ? Reflect.get(params, 'setting') : undefined;
  return typeof setting === 'object' && setting !== null && Reflect.get(setting, 'normalize') === true;
}

/** A code of the segmentation that can be repeated: with all its parts, within the lengths of DICOM. */
function usable(code: DicomCode | undefined): DicomCode | undefined {
  if (code === undefined || code.value === '' || code.scheme === '' || code.meaning === '' || code.scheme.length > 16 || code.meaning.length > 64)
    return undefined;
  return code;
}

/** The same texts as the CT's, without the spaces that some scanners put before them. */
function withoutOuterSpaces<T extends object>(source: T): T {
  return Object.fromEntries(Object.entries(source).map(([key, value]: [string, unknown]) => [key, typeof value === 'string' ? value.trim() : value])) as T;
}

/**
 * The same moment with the digits and offset of a zone: 2026-11-09T02:12:00Z is 2026-11-09T10:12:00+08:00 in Shanghai.
 *
 * @param timeZone IANA name; default: this machine's
 */
export function isoInZone(iso: string, timeZone?: string): string {
  const parts = new Intl.DateTimeFormat('en-US', {
    ...(timeZone === undefined ? {} : { timeZone }),
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'longOffset',
  }).formatToParts(new Date(iso));
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((one) => one.type === type)?.value ?? '';
  const offset = part('timeZoneName').replace('GMT', '');
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}${offset === '' || offset === '+00:00' ? 'Z' : offset}`;
}
