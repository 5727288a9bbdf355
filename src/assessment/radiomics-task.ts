// SPDX-License-Identifier: Apache-2.0
// The image work of one question: find the study, have it loaded and measured. What stands in the way becomes a record that a card can show.
import { createHash } from 'node:crypto';
import { studyArchive } from '../imaging/dicomweb/study-archive.ts';
import type { RadiomicsRecord } from '../nomogram/assessment.ts';
import { PIPELINE_ID } from '../radiomics/pipeline.ts';
import { chooseStudy } from './choose-study.ts';
import { settingsHash } from './extraction.ts';
import { locateImages } from './imaging-access.ts';
import type { ImagingRefusal, ImagingSite } from './imaging-site.ts';
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

/** Key of a question: EHR, patient, studies and series as the chart names them, pipeline and settings, and what the site states about its CT. */
export function radiomicsRequestKey(request: RadiomicsRequest, loading: TumourLoading = {}): string {
  // What a person says of the phase is no part of what is measured.
  const { portalVenous: _stated, ...choice } = request.choice ?? {};
  const studies = request.imaging.map((pointer) => [
    pointer.studyUid,
    ...[...pointer.ctSeries, ...pointer.segSeries, ...(pointer.structureSeries ?? [])].map(({ uid, instances }) => `${uid}/${instances ?? ''}`),
  ]);
  return createHash('sha256')
    .update(
      JSON.stringify([
        request.fhirBase,
        request.patient,
        studies,
        PIPELINE_ID,
        settingsHash(request.extraction),
        ...siteChoices(loading),
        ...(request.choice === undefined ? [] : [choice]),
      ]),
    )
    .digest('hex');
}

/** Nothing for a site that states nothing, so that its stored results stay found. */
function siteChoices({ portalVenousDelayS, allowLossy, fractionalThreshold }: TumourLoading): readonly unknown[] {
  const threshold = fractionalThreshold === undefined ? [] : [{ fractionalThreshold }];
  return portalVenousDelayS === undefined && allowLossy !== true ? threshold : [portalVenousDelayS ?? null, allowLossy === true, ...threshold];
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
    if (targets.length === 0) return { record: notLocated(refusals) };
    const chosen = await chooseStudy(targets, request.choice, ({ pointer, ...archive }) => studyArchive(archive, signal).searchSeries(pointer.studyUid));
    if (chosen.kind === 'record') return { record: explained(chosen.record, refusals) };
    const { pointer, ...archive } = chosen.target;
    const { record, resultKey, protocol, subject, stagesMs } = await deps.tumours.run(
      {
        ...archive,
        studyUid: pointer.studyUid,
        extraction: request.extraction,
        ...(request.choice === undefined ? {} : { choice: request.choice }),
        ...(deps.loading === undefined ? {} : { loading: deps.loading }),
      },
      signal,
    );
    deps.onStage?.('load', stagesMs.load);
    if (record.ctSeriesUid !== undefined) {
      deps.onStage?.('measure', stagesMs.measure);
      await deps.onRead?.(request, pointer.reference);
    }
    const taken = { ...(protocol === undefined ? {} : { protocol }), ...(subject === undefined ? {} : { subject }) };
    if (resultKey !== undefined) return { record, resultKey, ...taken };
    const { candidates } = record;
    return {
      ...taken,
      record: {
        ...explained(record, refusals),
        studyUid: pointer.studyUid,
        ...(candidates === undefined ? {} : { candidates: candidates.map((one) => ({ ...one, studyUid: pointer.studyUid })) }),
      },
    };
  };
}

/** An archive that turned us away because we came without a token: why there was none says more. */
function explained(record: RadiomicsRecord, refusals: readonly ImagingRefusal[]): RadiomicsRecord {
  const cause = refusals.find(({ code }) => code === 'no-backend-token' || code.startsWith('imaging-'));
  if (record.code !== 'dicomweb-unauthorized' || cause === undefined) return record;
  return { ...record, code: cause.code, message: `${cause.message} ${record.message ?? ''}`.trim() };
}

function notLocated(refusals: readonly ImagingRefusal[]): RadiomicsRecord {
  const refusal = refusals[0];
  if (refusal === undefined)
    return refused('absent', 'no-imaging', 'No CT study of this patient is visible to this app. That is no statement that none exists.');
  return refused('unavailable', refusal.code, refusal.message);
}
