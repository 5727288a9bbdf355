// SPDX-License-Identifier: Apache-2.0
// The image work of one question: find the study, have it loaded and measured. What stands in the way becomes a record that a card can show.
import { createHash } from 'node:crypto';
import type { RadiomicsRecord } from '../nomogram/assessment.ts';
import { PIPELINE_ID } from '../radiomics/pipeline.ts';
import { settingsHash } from './extraction.ts';
import { type ImagingRefusal, type ImagingSite, type ImagingTarget, locateImages } from './imaging-access.ts';
import type { Clock, RadiomicsRequest, RadiomicsTask, TumourLoading, TumourWorkPort } from './ports.ts';
import { refused } from './tumour-record.ts';

export interface RadiomicsTaskDeps {
  /** Undefined for an EHR that is not configured. */
  readonly site: (fhirBase: string) => ImagingSite | undefined;
  readonly tumours: TumourWorkPort;
  readonly clock: Clock;
  readonly loading?: TumourLoading;
  /** Told how long each stage took, for metrics. */
  readonly onStage?: (stage: 'locate' | 'load' | 'measure', tookMs: number) => void;
  /** Told of each study that was read, for audit. */
  readonly onRead?: (request: RadiomicsRequest, studyReference: string) => Promise<void>;
}

/** Studies tried at most: an older study than these says little about today's tumour. */
const MOST_STUDIES = 3;

/** Key of a question: EHR, patient, studies and series as the chart names them, pipeline and settings, and what the site states about its CT. */
export function radiomicsRequestKey(request: RadiomicsRequest, loading: TumourLoading = {}): string {
  const studies = request.imaging.map((pointer) => [
    pointer.studyUid,
    ...[...pointer.ctSeries, ...pointer.segSeries].map(({ uid, instances }) => `${uid}/${instances ?? ''}`),
  ]);
  return createHash('sha256')
    .update(JSON.stringify([request.fhirBase, request.patient, studies, PIPELINE_ID, settingsHash(request.extraction), ...siteChoices(loading)]))
    .digest('hex');
}

/** Nothing for a site that states nothing, so that its stored results stay found. */
function siteChoices({ portalVenousDelayS, allowLossy }: TumourLoading): readonly unknown[] {
  return portalVenousDelayS === undefined && allowLossy !== true ? [] : [portalVenousDelayS ?? null, allowLossy === true];
}

/** Makes the task that radiomics jobs run. */
export function radiomicsTask(deps: RadiomicsTaskDeps): RadiomicsTask {
  return async (request, signal) => {
    const site = deps.site(request.fhirBase);
    if (site === undefined)
      return { record: refused('unavailable', 'ehr-not-configured', 'This EHR is not configured at this service; its images cannot be fetched.') };
    const startedMs = deps.clock.monotonicMs();
    const { targets, refusals } = await locateImages(site, request, signal);
    deps.onStage?.('locate', deps.clock.monotonicMs() - startedMs);
    let newest: RadiomicsRecord | undefined;
    for (const { pointer, target } of firstStudies(targets)) {
      const work = { target, studyUid: pointer.studyUid, extraction: request.extraction, ...(deps.loading === undefined ? {} : { loading: deps.loading }) };
      const { record, resultKey, stagesMs } = await deps.tumours.run(work, signal);
      deps.onStage?.('load', stagesMs.load);
      if (record.ctSeriesUid !== undefined) {
        deps.onStage?.('measure', stagesMs.measure);
        await deps.onRead?.(request, pointer.reference);
      }
      if (resultKey !== undefined) return { record, resultKey };
      newest ??= { ...record, studyUid: pointer.studyUid };
      // Only "nothing to measure here" leads to an older study; a refusal must not be hidden by an older picture of the tumour.
      if (record.status !== 'absent') return { record: { ...record, studyUid: pointer.studyUid } };
    }
    return { record: newest ?? notLocated(refusals) };
  };
}

/** A study may be reachable at several addresses; its own endpoints come first. */
function firstStudies(targets: readonly ImagingTarget[]): readonly ImagingTarget[] {
  const studies = new Map<string, ImagingTarget>();
  for (const target of targets) if (!studies.has(target.pointer.studyUid)) studies.set(target.pointer.studyUid, target);
  return [...studies.values()].slice(0, MOST_STUDIES);
}

function notLocated(refusals: readonly ImagingRefusal[]): RadiomicsRecord {
  const refusal = refusals[0];
  if (refusal === undefined) return refused('absent', 'no-imaging', 'No CT study is visible to this service.');
  return refused('unavailable', refusal.code, refusal.message);
}
