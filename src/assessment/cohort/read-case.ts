// SPDX-License-Identifier: Apache-2.0
// One patient of a cohort: chart before the operation, outcome after it, features of the CT. Refusals are results; only servers that are away stop a case.
import type { Encounter, FhirResource, Observation } from 'fhir/r4';
import { type ChartFacts, type ChartResources, readChart } from '../../fhir/chart.ts';
import type { FhirClient, FhirInteraction } from '../../fhir/client.ts';
import type { Code } from '../../fhir/codes.ts';
import { FhirError } from '../../fhir/errors.ts';
import { gatherChart, type MissingDataReason } from '../../fhir/gather.ts';
import { SecurityError } from '../../security/errors.ts';
import type { Clock, RadiomicsTask } from '../ports.ts';
import { chartBefore, type IndexMoment, indexMoment } from './as-of.ts';
import { CaseFailure } from './case-failure.ts';
import { imagesOf } from './case-images.ts';
import { type ColumnContext, collectColumn } from './columns.ts';
import { findPatient } from './find-patient.ts';
import { outcomeObservationCodes, readOutcome } from './outcome.ts';
import type { CohortCaseOutcome, CohortCaseRequest, CohortCaseResult, CohortPlan, CohortTask, ColumnSource } from './types.ts';

export interface CohortTaskDeps {
  /** A client with our own credentials; undefined for an EHR that is not configured here. @throws SecurityError where no token could be had */
  readonly client: (
    fhirBase: string,
    options: { readonly signal: AbortSignal; readonly onInteraction: (one: FhirInteraction) => void },
  ) => Promise<FhirClient | undefined>;
  readonly images: RadiomicsTask;
  /** Stores what was read of whom; a case is not finished before. */
  readonly audit: (fhirBase: string, patient: string | undefined, interactions: readonly FhirInteraction[]) => Promise<void>;
  readonly clock: Clock;
}

/** Makes the task that cohort jobs run. */
export function cohortTask(deps: CohortTaskDeps): CohortTask {
  return async (fhirBase, plan, request, signal) => {
    const interactions: FhirInteraction[] = [];
    let patient: string | undefined;
    const audit = async (): Promise<void> => {
      const read = interactions.splice(0);
      if (read.length > 0) await deps.audit(fhirBase, patient, read);
    };
    try {
      const client = await deps.client(fhirBase, { signal, onInteraction: (one) => interactions.push(one) });
      if (client === undefined)
        throw new CaseFailure('ehr-not-configured', 'This EHR is not among the "ehrs" of the configuration of the process that took the case.');
      const found = await findPatient(client, request);
      patient = `Patient/${found}`;
      const chart = await gather(client, found, plan);
      const result = await chartOfCase(client, chart, plan, request, deps.clock);
      if (plan.images === undefined) return { kind: 'done', result: result.case };
      // Images may take minutes: what was read so far is stored before them.
      await audit();
      const images = await imagesOf(deps.images, fhirBase, { ...result, patient }, plan.images, request, signal);
      return ended({ ...result.case, images });
    } catch (error) {
      if (signal.aborted) throw error;
      return failureOf(error);
    } finally {
      await audit();
    }
  };
}

/** An archive that was away is asked again later; what it said of the images is an answer. */
function ended(result: CohortCaseResult): CohortCaseOutcome {
  const record = result.images?.record;
  if (record?.status !== 'unavailable') return { kind: 'done', result };
  const code = record.code ?? 'imaging-unavailable';
  return { kind: 'failed', code, message: record.message ?? 'The images could not be fetched.', outage: OUTAGE_OF_IMAGES.has(code), result };
}

const OUTAGE_OF_IMAGES: ReadonlySet<string> = new Set([
  'dicomweb-unreachable',
  'dicomweb-timeout',
  'dicomweb-busy',
  'dicomweb-incomplete',
  'imaging-busy',
  'imaging-search-failed',
  'no-backend-token',
]);

function failureOf(error: unknown): CohortCaseOutcome {
  if (error instanceof CaseFailure) return error.outcome;
  if (error instanceof SecurityError) return { kind: 'failed', code: 'no-backend-token', message: error.message, outage: true };
  if (!(error instanceof FhirError)) throw error;
  const away = error.code === 'network' || error.code === 'timeout' || error.code === 'server';
  return { kind: 'failed', code: away ? 'fhir-unreachable' : `fhir-${error.code}`, message: error.message, outage: away };
}

async function gather(client: FhirClient, patientId: string, plan: CohortPlan): Promise<ChartResources> {
  const gathered = await gatherChart({ patientId, client, rules: plan.rules });
  if (gathered.kind === 'chart') return gathered.chart;
  const worst = gathered.missing.find(({ reason }) => AWAY.has(reason)) ?? gathered.missing[0];
  const [code, away] = worst === undefined ? ['fhir-refused', false] : AWAY.has(worst.reason) ? ['fhir-unreachable', true] : [`fhir-${worst.reason}`, false];
  const keys = gathered.missing.map(({ key, reason }) => `${key}: ${reason}`).join(', ');
  throw new CaseFailure(
    code,
    `The chart could not be read (${keys}). ${away ? '' : "Check the scopes of the backend client with 'hepanom doctor'."}`.trim(),
    away,
  );
}

const AWAY: ReadonlySet<MissingDataReason> = new Set<MissingDataReason>(['timeout', 'unreachable', 'client-failed']);

interface ReadOfCase {
  readonly case: CohortCaseResult;
  readonly facts: ChartFacts;
  readonly index: IndexMoment;
  readonly born: string | undefined;
  readonly gender: string | undefined;
}

async function chartOfCase(client: FhirClient, gathered: ChartResources, plan: CohortPlan, request: CohortCaseRequest, clock: Clock): Promise<ReadOfCase> {
  const patientId = gathered.patient.id ?? '';
  const index = indexMoment(request.indexDate, plan.sameDay);
  const asked = patientId === '' ? '' : encodeURIComponent(patientId);
  const own = plan.columns.flatMap(({ source }) => codesOf(source));
  const { outcome } = plan;
  const codes = [...own, ...(outcome === undefined ? [] : outcomeObservationCodes(outcome))];
  const more = codes.length === 0 ? [] : await client.search<FhirResource>(`Observation?patient=${asked}&code=${tokens(codes)}`);
  const later = outcome?.contacts.includes('observations') ? await client.search<FhirResource>(`Observation?patient=${asked}&date=gt${index.day}`) : [];
  const encounters = outcome?.contacts.includes('encounters') ? await client.search<FhirResource>(`Encounter?patient=${asked}`) : [];
  const observations = unique([...gathered.observations, ...ofPatient<Observation>([...more, ...later], 'Observation', patientId)]);

  const { chart: before, sameDayLeftOut } = chartBefore({ ...gathered, observations }, index);
  const facts = readChart(before, { asOfIso: index.instantIso ?? `${index.day}T23:59:59Z`, rules: plan.rules, operationDate: index.day });
  const nowIso = clock.nowIso();
  const context: ColumnContext = { indexDay: index.day, before, facts, observations, rules: plan.rules, nowIso };
  const size = facts.inputs.tumourSize;
  return {
    facts,
    index,
    born: gathered.patient.birthDate,
    gender: gathered.patient.gender,
    case: {
      patient: `Patient/${patientId}`,
      values: Object.fromEntries(plan.columns.map((planned) => [planned.column, collectColumn(planned, context)])),
      ...(outcome === undefined
        ? {}
        : {
            outcome: readOutcome(
              {
                patient: gathered.patient,
                conditions: gathered.conditions,
                observations,
                encounters: ofPatient<Encounter>(encounters, 'Encounter', patientId),
              },
              outcome,
              index.day,
              nowIso.slice(0, 10),
            ),
          }),
      ...(size?.kind === 'value' ? { reportedSizeMm: size.value * 10 } : {}),
      sameDayLeftOut,
    },
  };
}

/** Codes that the chart's own search does not bring. */
function codesOf(source: ColumnSource): readonly Code[] {
  if (source.kind === 'site') return source.spec.chart?.codes ?? [];
  return source.kind === 'number' || source.kind === 'levels' ? source.codes : [];
}

function tokens(codes: readonly Code[]): string {
  return [...new Set(codes.map(({ system, code }) => `${encodeURIComponent(system)}%7C${encodeURIComponent(code)}`))].join(',');
}

function ofPatient<T extends Observation | Encounter>(found: readonly FhirResource[], type: T['resourceType'], patientId: string): T[] {
  return found.filter(
    (resource): resource is T & FhirResource =>
      resource.resourceType === type &&
      'subject' in resource &&
      (resource.subject as { reference?: string } | undefined)?.reference?.endsWith(`Patient/${patientId}`) === true,
  );
}

function unique(observations: readonly Observation[]): Observation[] {
  const byId = new Map<string, Observation>();
  observations.forEach((observation, at) => {
    byId.set(observation.id ?? `nameless/${at}`, observation);
  });
  return [...byId.values()];
}
