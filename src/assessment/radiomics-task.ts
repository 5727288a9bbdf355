// SPDX-License-Identifier: Apache-2.0
// The image work of one question: find the study, fetch CT and segmentation, measure. What stands in the way becomes a record that a card can show.
import { createHash } from 'node:crypto';
import { ImagingError, type ImagingErrorCode } from '../imaging/errors.ts';
import { loadTumour, type TumourCase } from '../imaging/load-tumour.ts';
import type { RadiomicsRecord } from '../nomogram/assessment.ts';
import { parseParams } from '../radiomics/params.ts';
import { canonicalSettings, PIPELINE_ID } from '../radiomics/pipeline.ts';
import { type ImagingRefusal, type ImagingSite, type ImagingTarget, locateImages } from './imaging-access.ts';
import type { Clock, Measurement, MeasurePort, RadiomicsRequest, RadiomicsTask } from './ports.ts';

export interface RadiomicsTaskDeps {
  /** Undefined for an EHR that is not configured. */
  readonly site: (fhirBase: string) => ImagingSite | undefined;
  readonly measure: MeasurePort;
  readonly clock: Clock;
  /** Told how long each stage took, for metrics. */
  readonly onStage?: (stage: 'locate' | 'load' | 'measure', tookMs: number) => void;
  /** Told of each study that was read, for audit. */
  readonly onRead?: (request: RadiomicsRequest, studyReference: string) => Promise<void>;
}

/** Studies tried at most: an older study than these says little about today's tumour. */
const MOST_STUDIES = 3;

/** SHA-256 (hex) of the canonical extraction settings. @throws RadiomicsError for parameters that cannot be read */
export function settingsHash(params: unknown): string {
  return createHash('sha256')
    .update(canonicalSettings(parseParams(params)))
    .digest('hex');
}

/** Key of a question: EHR, patient, studies and series as the chart names them, pipeline and settings. */
export function radiomicsRequestKey(request: RadiomicsRequest): string {
  const studies = request.imaging.map((pointer) => [
    pointer.studyUid,
    ...[...pointer.ctSeries, ...pointer.segSeries].map(({ uid, instances }) => `${uid}/${instances ?? ''}`),
  ]);
  return createHash('sha256')
    .update(JSON.stringify([request.fhirBase, request.patient, studies, PIPELINE_ID, settingsHash(request.params)]))
    .digest('hex');
}

/** Makes the task that radiomics jobs run. */
export function radiomicsTask(deps: RadiomicsTaskDeps): RadiomicsTask {
  return async (request, signal) => {
    const site = deps.site(request.fhirBase);
    if (site === undefined)
      return { record: refused('unavailable', 'ehr-not-configured', 'This EHR is not configured at this service; its images cannot be fetched.') };
    const timed = async <T>(stage: 'locate' | 'load' | 'measure', work: () => Promise<T>): Promise<T> => {
      const startedMs = deps.clock.monotonicMs();
      try {
        return await work();
      } finally {
        deps.onStage?.(stage, deps.clock.monotonicMs() - startedMs);
      }
    };
    const { targets, refusals } = await timed('locate', () => locateImages(site, request, signal));
    if (targets.length === 0) return { record: notLocated(refusals) };
    let first: RadiomicsRecord | undefined;
    for (const target of firstStudies(targets)) {
      let tumour: TumourCase;
      try {
        tumour = await timed('load', () => loadTumour(target.client, { studyUid: target.pointer.studyUid }));
      } catch (error) {
        if (!(error instanceof ImagingError)) throw error;
        const record = { ...ofImagingError(error), studyUid: target.pointer.studyUid };
        first ??= record;
        // Only "nothing to measure here" leads to an older study; a refusal of the newest must not be hidden by it.
        if (record.status === 'absent') continue;
        return { record: first.status === 'absent' ? record : first };
      }
      await deps.onRead?.(request, target.pointer.reference);
      return await measured(deps, request, tumour, timed);
    }
    return { record: first ?? notLocated(refusals) };
  };
}

async function measured(
  deps: RadiomicsTaskDeps,
  request: RadiomicsRequest,
  tumour: TumourCase,
  timed: <T>(stage: 'measure', work: () => Promise<T>) => Promise<T>,
): ReturnType<RadiomicsTask> {
  const hash = settingsHash(request.params);
  const about = describe(tumour, hash);
  let measurement: Measurement;
  try {
    measurement = await timed('measure', () => deps.measure.measure(tumour.image, tumour.mask, request.params));
  } catch (error) {
    const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
    if (!(error instanceof Error) || typeof code !== 'string') throw error;
    return { record: { ...about, status: 'refused', code, message: `The tumour on the CT could not be measured: ${error.message}` } };
  }
  const { features, voxels, volumeMl, longestAxisMm } = measurement;
  return {
    resultKey: resultKey(tumour, hash),
    record: { ...about, status: 'computed', features, voxels, volumeMl, longestAxisMm },
  };
}

/** Key of a result: CT series, SEG SOP instance, segment, pipeline, settings. */
export function resultKey(tumour: Pick<TumourCase, 'ct' | 'seg'>, hash: string): string {
  return createHash('sha256')
    .update(JSON.stringify([tumour.ct.seriesUid, tumour.seg.sopUid, tumour.seg.segment.number, PIPELINE_ID, hash]))
    .digest('hex');
}

/** A study may be reachable at several addresses; its own endpoints come first. */
function firstStudies(targets: readonly ImagingTarget[]): readonly ImagingTarget[] {
  const studies = new Map<string, ImagingTarget>();
  for (const target of targets) if (!studies.has(target.pointer.studyUid)) studies.set(target.pointer.studyUid, target);
  return [...studies.values()].slice(0, MOST_STUDIES);
}

function describe(tumour: TumourCase, hash: string): Omit<RadiomicsRecord, 'status'> {
  const { ct, seg, image } = tumour;
  const segmented = /^(\d{4})(\d{2})(\d{2})/.exec(seg.contentDate);
  const thickness = ct.source.sliceThicknessMm ?? image.grid.spacingMm[2];
  const phase = tumour.checks.find(({ code }) => code === 'phase');
  const roi = tumour.checks.find(({ code }) => code === 'padding-in-roi');
  return {
    studyUid: ct.studyUid,
    ctSeriesUid: ct.seriesUid,
    segSopInstanceUid: seg.sopUid,
    segmentNumber: seg.segment.number,
    ...(ct.acquiredIso === undefined ? {} : { acquiredIso: ct.acquiredIso }),
    ...(segmented === null ? {} : { segmentedIso: `${segmented[1]}-${segmented[2]}-${segmented[3]}` }),
    ...(seg.contentCreator === '' ? {} : { segmentedBy: seg.contentCreator }),
    sliceThicknessMm: thickness,
    slices: image.grid.size[2],
    ...(ct.seriesNumber === undefined ? {} : { seriesNumber: ct.seriesNumber }),
    pipeline: PIPELINE_ID,
    settingsHash: hash,
    phase: ct.phase.verdict,
    checks: [
      { id: 'phase', ok: phase?.level === 'ok', text: phase?.message ?? 'The contrast phase was not looked at.' },
      { id: 'frame-of-reference', ok: true, text: 'CT and segmentation share one frame of reference.' },
      { id: 'roi', ok: roi === undefined, text: roi?.message ?? 'The outline lies wholly inside the scanned field.' },
    ],
  };
}

/** `unavailable`: the archive; try again later. `absent`: nothing to measure. `refused`: there, but not usable. */
const ABSENT: ReadonlySet<ImagingErrorCode> = new Set(['no-segmentation', 'no-ct-series']);
const NOT_THE_ARCHIVES_FAULT: ReadonlySet<ImagingErrorCode> = new Set(['dicomweb-too-large']);

/** What a card says when images could not be used. */
export function ofImagingError(error: ImagingError): RadiomicsRecord {
  const { code } = error;
  if (ABSENT.has(code)) return refused('absent', code, error.message);
  if (code.startsWith('dicomweb-') && !NOT_THE_ARCHIVES_FAULT.has(code)) return refused('unavailable', code, error.message);
  return refused('refused', code, error.message);
}

function notLocated(refusals: readonly ImagingRefusal[]): RadiomicsRecord {
  const refusal = refusals[0];
  if (refusal === undefined) return refused('absent', 'no-imaging', 'No CT study is visible to this service.');
  return refused('unavailable', refusal.code, refusal.message);
}

function refused(status: 'unavailable' | 'absent' | 'refused', code: string, message: string): RadiomicsRecord {
  return { status, code, message };
}
