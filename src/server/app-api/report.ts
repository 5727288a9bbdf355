// SPDX-License-Identifier: Apache-2.0
// POST /api/view/report: the measurements of a view go to the archive that the images came from, once.
import { measurementReport } from '../../assessment/measurement-report.ts';
import { extractionFor } from '../../assessment/models.ts';
import { packageVersion } from '../../config/package-root.ts';
import { type AuditParties, auditAppEvent } from '../../fhir/audit-event.ts';
import { ImagingError } from '../../imaging/errors.ts';
import { type SentReport, sendReport } from '../../imaging/sr/send-report.ts';
import type { MeasurementReport } from '../../imaging/sr/types.ts';
import { writeMeasurementReport } from '../../imaging/sr/write-report.ts';
import type { Assessment } from '../../nomogram/assessment.ts';
import type { View } from '../../store/view-tokens.ts';
import type { CtCache } from './ct.ts';
import type { AppApiDeps } from './deps.ts';
import { ApiError } from './errors.ts';

/** Longest time for finding out and storing. */
const SEND_MS = 60_000;

/** Sends the report of a view's assessment; every outcome is audited. Two presses at once are one. */
export function reportSender(deps: AppApiDeps, cache: CtCache): (view: View, parties: AuditParties) => Promise<SentReport> {
  const underWay = new Map<string, Promise<SentReport>>();
  const sendOnce = (view: View, report: MeasurementReport): Promise<SentReport> => {
    const known = underWay.get(report.sopInstanceUid);
    if (known !== undefined) return known;
    const sending = send(deps, view, report).finally(() => underWay.delete(report.sopInstanceUid));
    underWay.set(report.sopInstanceUid, sending);
    return sending;
  };
  return async (view, parties) => {
    const audit = (kind: string, details: Readonly<Record<string, string>>): Promise<void> =>
      deps.audit.record(view.fhirBase, auditAppEvent(parties, kind, view.assessmentId, details));
    try {
      if (!deps.config.imaging.storeReports)
        throw new ApiError(403, 'reports-off', 'This site does not send measurements to the image archive ("imaging.storeReports" is off).');
      const sent = await sendOnce(view, await reportOf(deps, cache, view));
      await audit(`report-${sent.state}`, { study: sent.studyInstanceUid, series: sent.seriesInstanceUid, instance: sent.sopInstanceUid });
      return sent;
    } catch (error) {
      await audit('report-failed', { code: error instanceof ApiError || error instanceof ImagingError ? error.code : 'internal' });
      throw error;
    }
  };
}

async function reportOf(deps: AppApiDeps, cache: CtCache, view: View): Promise<MeasurementReport> {
  const assessment = await deps.assessments.get(view.assessmentId);
  if (assessment === undefined) throw new ApiError(404, 'assessment-not-found', 'The assessment of this view is gone. Open the app again.');
  if (assessment.radiomics.features === undefined)
    throw new ApiError(409, 'nothing-measured', 'No tumour was measured for this assessment, so there is nothing to send.');
  const extraction = extractionFor(deps.models, deps.config.extraction?.params);
  const { timeZone } = deps.config.imaging;
  const outcome = measurementReport({
    record: assessment.radiomics,
    tumour: await cache.tumour(view),
    softwareVersion: packageVersion(),
    fallbackIso: assessment.createdIso,
    ...(maySayRadScore(deps, assessment) ? { model: assessment.model } : {}),
    ...(extraction === undefined ? {} : { extraction }),
    ...(timeZone === undefined ? {} : { timeZone }),
  });
  if (outcome.kind === 'none') throw new ApiError(409, outcome.code, outcome.message);
  return outcome.report;
}

/** A score of invented constants leaves this software only where a person of the site answers for it, as in the record. */
function maySayRadScore(deps: AppApiDeps, { model }: Assessment): boolean {
  return !model.demonstration || deps.config.responsiblePerson !== undefined;
}

async function send(deps: AppApiDeps, view: View, report: MeasurementReport): Promise<SentReport> {
  const context = await deps.contextOf(view.assessmentId);
  if (context === undefined) throw new ApiError(404, 'assessment-not-found', 'The assessment of this view is gone. Open the app again.');
  const { fhirBase, patient } = view;
  const archive = await deps.archive({ fhirBase, patient, context, studyUid: report.ct.studyInstanceUid }, AbortSignal.timeout(SEND_MS));
  return sendReport(archive, writeMeasurementReport(report));
}
