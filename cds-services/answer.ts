// SPDX-License-Identifier: Apache-2.0
// One hook call from the checked request to the cards: chart, assessment, firing rule, card, audit.
import { type AuditParties, auditHookCall, auditHookRefused } from '../src/fhir/audit-event.ts';
import { fhirClient } from '../src/fhir/client.ts';
import { gatherChart, type MissingData } from '../src/fhir/gather.ts';
import type { Assessment, Language } from '../src/nomogram/assessment.ts';
import { isAllowedUrl } from '../src/security/allow-list.ts';
import type { CdsCaller } from '../src/security/cds-jwt.ts';
import { cardOf } from './cards/card.ts';
import { SILENCING_REASONS } from './cards/override-reasons.ts';
import type { CdsDeps } from './ports.ts';
import { CdsProblem } from './problem.ts';
import type { CdsRequest } from './request-schema.ts';
import type { CdsService } from './service.ts';
import type { Card, CdsResponse } from './types.ts';

export interface Call {
  readonly service: CdsService;
  readonly request: CdsRequest;
  /** Undefined in the development mode. */
  readonly caller: CdsCaller | undefined;
  readonly language: Language;
  readonly requestId: string;
  /** `clock.monotonicMs()` at receipt. */
  readonly startedMs: number;
}

/** Kept back from the deadline for card, audit and the way home, ms: a share of it, because a busy machine is slow at these too. */
const reserveMs = (deadlineMs: number): number => Math.max(150, deadlineMs / 5);

/**
 * Answers a call with cards, or with none where nothing is to be said.
 *
 * @throws CdsProblem 403 for an EHR that is not registered, 412 where data cannot be had, 503 where the audit cannot be stored
 */
export async function answer(deps: CdsDeps, call: Call): Promise<CdsResponse> {
  const { config } = deps;
  const { service, request } = call;
  const { context } = request;
  // No card for patients and relatives (hook library, patient-view).
  if (/^(?:Patient|RelatedPerson)\//u.test(context.userId)) return { cards: [] };
  const trigger = service.trigger(request, config.rules);
  if (trigger.kind === 'silent') return { cards: [] };

  const fhirBase = fhirBaseOf(deps, call);
  const parties = partiesOf(deps, call, fhirBase);
  const abort = new AbortController();
  const left = (): number => config.deadlineMs - (deps.clock.monotonicMs() - call.startedMs);
  const reserve = reserveMs(config.deadlineMs);
  const timer = setTimeout(() => abort.abort(), Math.max(1, left() - reserve));
  try {
    const token = request.fhirAuthorization?.access_token;
    const client =
      request.fhirServer === undefined
        ? undefined
        : fhirClient({
            baseUrl: fhirBase,
            timeoutMs: config.fhirTimeoutMs,
            signal: abort.signal,
            requestId: call.requestId,
            ...(token === undefined ? {} : { token }),
            ...(deps.fetch === undefined ? {} : { fetch: deps.fetch }),
          });
    const gathered = await gatherChart({
      patientId: context.patientId,
      rules: config.rules,
      withOrders: service.withOrders,
      ...(request.prefetch === undefined || request.prefetch === null ? {} : { prefetch: request.prefetch }),
      ...(client === undefined ? {} : { client }),
      ...(trigger.order === undefined ? {} : { order: trigger.order }),
    });
    if (gathered.kind === 'missing') throw await refused(deps, call, parties, gathered.missing);
    // Nobody asked and nothing is planned: no work, no card.
    if (!service.answersAlways && gathered.chart.order === undefined) return { cards: [] };

    const assessment = await deps.assessments.assess({
      fhirBase,
      patient: `Patient/${context.patientId}`,
      chart: gathered.chart,
      ...(trigger.order === undefined ? {} : { order: trigger.order }),
      asOfIso: deps.clock.nowIso(),
      deadlineMs: Math.max(0, left() - reserve),
      language: call.language,
    });
    // Too late: the client has had its empty answer, so no card may be recorded as shown.
    if (left() <= 0) {
      await audit(deps, fhirBase, call, parties, assessment, [], 'deadline');
      return { cards: [] };
    }
    const wanted = (await speaks(deps, call, assessment, fhirBase)) ? [makeCard(deps, call, assessment)] : [];
    await deps.cards.remember(wanted.map((card) => shown(call, card, assessment, fhirBase, deps.clock.nowIso())));
    await audit(deps, fhirBase, call, parties, assessment, wanted);
    return { cards: wanted };
  } finally {
    clearTimeout(timer);
  }
}

/** The registered EHR that asks. A server that is not registered is never called, and its patients are never mixed with another's. */
function fhirBaseOf(deps: CdsDeps, call: Call): string {
  const allowed = call.caller?.fhirBases ?? deps.config.fhirBases;
  const named = call.request.fhirServer;
  if (named !== undefined) {
    const base = allowed.find((candidate) => isAllowedUrl(named, [candidate]) && isAllowedUrl(candidate, [named]));
    if (base === undefined)
      throw new CdsProblem(403, 'fhir-server-not-registered', [`fhirServer ${originOf(named)} is not registered at this site for this client.`]);
    return base;
  }
  const [only, ...others] = allowed;
  if (only === undefined || others.length > 0)
    throw new CdsProblem(
      412,
      'fhir-server-missing',
      ['fhirServer is missing, and more than one EHR (or none) is registered for this client: it cannot be told whose patient this is.'],
      ['fhirServer'],
    );
  return only;
}

export function partiesOf(deps: CdsDeps, call: Pick<Call, 'requestId'> & { readonly request?: CdsRequest }, fhirBase: string): AuditParties {
  const name = deps.config.ehrName?.(fhirBase);
  return {
    nowIso: deps.clock.nowIso(),
    ourHost: new URL(deps.config.publicBaseUrl).hostname,
    ehrHost: hostOf(fhirBase),
    fhirBase,
    requestId: call.requestId,
    ...(name === undefined ? {} : { ehrName: name }),
    ...(call.request === undefined ? {} : { user: call.request.context.userId, patient: `Patient/${call.request.context.patientId}` }),
  };
}

async function refused(deps: CdsDeps, call: Call, parties: AuditParties, missing: readonly MissingData[]): Promise<CdsProblem> {
  const names = missing.map(({ key, reason }) => `${key} (${reason})`);
  const event = auditHookRefused(
    { ...parties, patientRead: !missing.some(({ key }) => key === 'patient') },
    { serviceId: call.service.id, hookInstance: call.request.hookInstance, code: 'data-missing', missing: names },
  );
  await store(deps, parties.fhirBase, event);
  return new CdsProblem(
    412,
    'data-missing',
    missing.map(({ key, reason }) => `${key}: not in the prefetch and not to be had from the FHIR server (${reason}).`),
    names,
  );
}

/** Whether anything is to be said. An order asks, so it is answered; a chart that is merely opened is not told what cannot be estimated. */
async function speaks(deps: CdsDeps, call: Call, assessment: Assessment, fhirBase: string): Promise<boolean> {
  const { outcome, inputHash, patient } = assessment;
  if (!call.service.answersAlways && (outcome.status === 'not-applicable' || (outcome.status === 'incomplete' && (outcome.bounds?.survival.length ?? 0) === 0)))
    return false;
  const days = deps.config.repeatAfterDays ?? 30;
  const sinceIso = new Date(Date.parse(deps.clock.nowIso()) - days * 86_400_000).toISOString();
  const earlier = await deps.cards.shownSince({ fhirBase, patient, userId: call.request.context.userId, sinceIso });
  const same = earlier.filter((card) => card.inputHash === inputHash);
  if (same.some(({ overrideReasonCode }) => overrideReasonCode !== undefined && SILENCING_REASONS.has(overrideReasonCode))) return false;
  return call.service.answersAlways || same.length === 0;
}

function makeCard(deps: CdsDeps, call: Call, assessment: Assessment): Card {
  const { publicBaseUrl, appLaunchUrl, imagingOrder } = deps.config;
  return cardOf(assessment, {
    language: call.language,
    nowIso: deps.clock.nowIso(),
    uuid: () => deps.ids.uuid(),
    publicBaseUrl,
    appLaunchUrl,
    ...(imagingOrder === undefined ? {} : { imagingOrder }),
  });
}

function shown(call: Call, card: Card, assessment: Assessment, fhirBase: string, nowIso: string): Parameters<CdsDeps['cards']['remember']>[0][number] {
  return {
    cardUuid: card.uuid,
    serviceId: call.service.id,
    issuer: call.caller?.issuer ?? '',
    fhirBase,
    patient: assessment.patient,
    userId: call.request.context.userId,
    hookInstance: call.request.hookInstance,
    assessmentId: assessment.id,
    inputHash: assessment.inputHash,
    suggestionIds: (card.suggestions ?? []).map(({ uuid }) => uuid),
    shownIso: nowIso,
  };
}

async function audit(
  deps: CdsDeps,
  fhirBase: string,
  call: Call,
  parties: AuditParties,
  assessment: Assessment,
  cards: readonly Card[],
  answered?: string,
): Promise<void> {
  await store(
    deps,
    fhirBase,
    auditHookCall(parties, {
      serviceId: call.service.id,
      hookInstance: call.request.hookInstance,
      cardUuids: cards.map(({ uuid }) => uuid),
      assessmentId: assessment.id,
      model: `${assessment.model.id}|${assessment.model.version}`,
      answer: answered ?? (cards.length === 0 ? 'no-card' : assessment.outcome.status),
    }),
  );
}

/** Audit comes before the answer. @throws CdsProblem 503 where the site demands it and it cannot be stored */
export async function store(deps: CdsDeps, fhirBase: string, event: Parameters<CdsDeps['audit']['record']>[1]): Promise<void> {
  try {
    await deps.audit.record(fhirBase, event);
  } catch (error) {
    deps.log?.('audit-not-stored', { error: error instanceof Error ? error.name : 'unknown' });
    if (deps.config.auditRequired) throw new CdsProblem(503, 'audit-not-stored', ['The audit record could not be stored, so no answer is given. Try again.']);
  }
}

function originOf(address: string): string {
  try {
    return new URL(address).origin;
  } catch {
    return '(not a URL)';
  }
}

function hostOf(address: string): string {
  try {
    return new URL(address).hostname;
  } catch {
    return 'unknown';
  }
}
