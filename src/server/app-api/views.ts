// SPDX-License-Identifier: Apache-2.0
// POST /api/views: the user's own token proves that this patient may be seen; only then is anything read or made.
import type { RequestHandler } from 'express';
import { z } from 'zod';
import { ehrOf } from '../../config.ts';
import { auditAppEvent, auditAuthFailure } from '../../fhir/audit-event.ts';
import { type FhirClient, type FhirInteraction, fhirClient } from '../../fhir/client.ts';
import { FhirError } from '../../fhir/errors.ts';
import { gatherChart } from '../../fhir/gather.ts';
import { imagingOffer } from '../../fhir/imaging-discovery.ts';
import type { Assessment, ImagesChoice } from '../../nomogram/assessment.ts';
import { isAllowedUrl } from '../../security/allow-list.ts';
import { verifyIdToken } from '../../security/id-token.ts';
import { auditInteractions, auditParties } from '../audit.ts';
import type { AppApiDeps } from './deps.ts';
import { ApiError } from './errors.ts';

const uid = z.string().regex(/^[0-9.]{1,64}$/);
const Body = z.strictObject({
  iss: z.url().max(2000),
  patientId: z.string().regex(/^[A-Za-z0-9\-.]{1,64}$/),
  assessmentId: z.uuid().optional(),
  idToken: z.string().max(16_384).optional(),
  recompute: z.boolean().optional(),
  operationDate: z.iso.date().optional(),
  language: z.enum(['en', 'zh']).optional(),
  /** Images that the user named among the candidates of an assessment. */
  images: z
    .strictObject({
      studyUid: uid,
      segSeriesUid: uid.optional(),
      segment: z.int().min(1).max(65_535).optional(),
      structure: z.int().min(0).max(1_000_000).optional(),
      /** The user has looked at the CT and states its phase. */
      portalVenous: z.literal(true).optional(),
    })
    .optional(),
});
type Body = z.output<typeof Body>;

/** Opens a view: see COMMON contract of the app API. Every outcome is audited. */
export function openView(deps: AppApiDeps): RequestHandler {
  return async (request, response) => {
    const parsed = Body.safeParse(request.body);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      throw new ApiError(
        400,
        'body-invalid',
        `The field "${issue?.path.join('.') ?? ''}" is not as expected: ${issue?.message ?? 'unknown'}. Correct the request.`,
      );
    }
    const body = parsed.data;
    const token = /^Bearer (\S{1,16384})$/i.exec(request.get('authorization') ?? '')?.[1];
    if (token === undefined) throw new ApiError(401, 'no-token', 'Send the SMART access token as a bearer token.');
    const fhirBase = body.iss.replace(/\/+$/, '');
    const ehr = ehrOf(deps.config, fhirBase);
    if (ehr === undefined)
      throw new ApiError(403, 'issuer-not-allowed', 'This EHR is not registered with this service. Add it to "ehrs" in the configuration.');
    const requestId = String(response.locals.requestId);
    const patient = `Patient/${body.patientId}`;
    const interactions: FhirInteraction[] = [];
    const client = fhirClient({
      baseUrl: fhirBase,
      token,
      timeoutMs: deps.config.deadlines.fhirMs,
      requestId,
      onInteraction: (interaction) => interactions.push(interaction),
    });
    const partiesFor = (user?: string) =>
      auditParties(deps.config, deps.clock, { fhirBase, ourUrl: deps.publicUrl(), patient, requestId, ...(user === undefined ? {} : { user }) });
    let user: string | undefined;
    try {
      const record = await client.read(patient);
      if (record.resourceType !== 'Patient' || record.id !== body.patientId)
        throw new ApiError(403, 'patient-not-allowed', 'The EHR answered with another patient.');
      user = await signedIn(deps, fhirBase, body.idToken);
    } catch (error) {
      if (isRefusal(error)) await deps.audit.record(fhirBase, auditAuthFailure(partiesFor(), { endpoint: '/api/views', code: codeOf(error) }));
      throw error;
    }
    const assessment = await assessmentFor(deps, body, fhirBase, patient, client, token);
    const { token: viewToken, expiresInS } = await deps.views.issue(
      { fhirBase, patient, assessmentId: assessment.id, ...(user === undefined ? {} : { userRef: user }) },
      deps.clock.nowIso(),
      deps.config.viewTokenMinutes,
    );
    const parties = partiesFor(user);
    await auditInteractions(deps.audit, fhirBase, parties, interactions);
    if (body.images !== undefined)
      await deps.audit.record(
        fhirBase,
        auditAppEvent(parties, 'images-chosen', assessment.id, {
          study: body.images.studyUid,
          ...(body.images.portalVenous === true ? { phase: 'portal-venous' } : {}),
        }),
      );
    await deps.audit.record(fhirBase, auditAppEvent(parties, 'view-issued', assessment.id, { model: `${assessment.model.id}|${assessment.model.version}` }));
    response.json({ viewToken, expiresInS, assessment });
  };
}

/** How long an assessment answers for a patient without reading the chart again. */
const REUSE_MS = 15 * 60_000;

async function assessmentFor(deps: AppApiDeps, body: Body, fhirBase: string, patient: string, client: FhirClient, token: string): Promise<Assessment> {
  if (body.assessmentId !== undefined && body.recompute !== true && body.operationDate === undefined && body.images === undefined) {
    const named = await deps.assessments.get(body.assessmentId);
    if (named === undefined || named.fhirBase !== fhirBase || named.patient !== patient)
      throw new ApiError(404, 'assessment-not-found', 'There is no such assessment of this patient. Open the app from the chart instead.');
    return named;
  }
  const latest = await deps.assessments.latest(fhirBase, patient);
  const nowIso = deps.clock.nowIso();
  // An older answer may rest on results that were corrected since: the chart is read again, the images are not.
  const fresh = latest !== undefined && Date.parse(nowIso) - Date.parse(latest.createdIso) < REUSE_MS;
  if (fresh && body.recompute !== true && body.operationDate === undefined && body.images === undefined) return latest;
  const imagingClient = await imagingClientOf(deps, fhirBase, token);
  const gathered = await gatherChart({
    patientId: body.patientId,
    client,
    rules: deps.rules,
    withOrders: true,
    ...(imagingClient === undefined ? {} : { imagingClient }),
  });
  if (gathered.kind === 'missing') {
    const unreachable = gathered.missing.some(({ reason }) => reason === 'unreachable' || reason === 'timeout');
    const keys = gathered.missing.map(({ key, reason }) => `${key} (${reason})`).join(', ');
    throw new ApiError(
      unreachable ? 502 : 409,
      'chart-incomplete',
      `These parts of the chart could not be read: ${keys}. Check the app's scopes at the EHR, or try again.`,
    );
  }
  // An order that is still a draft is not in the record: the day that it named stands while it lies ahead.
  const carried = latest?.operationDate !== undefined && latest.operationDate >= nowIso.slice(0, 10) ? latest.operationDate : undefined;
  const operationDate = body.operationDate ?? (gathered.chart.order === undefined ? carried : undefined);
  // What a person chose stands until a person chooses again.
  const before = await chosenBefore(deps, latest);
  // A statement about the phase of a study does not undo the choice of its outline.
  const images = body.images === undefined ? before : { ...(before?.studyUid === body.images.studyUid ? before : {}), ...choiceOf(body.images) };
  return deps.assessments.assess({
    fhirBase,
    patient,
    chart: gathered.chart,
    asOfIso: nowIso,
    deadlineMs: deps.config.deadlines.appMs,
    language: body.language ?? deps.config.languages[0] ?? 'en',
    ...(operationDate === undefined ? {} : { operationDate }),
    ...(images === undefined ? {} : { images }),
    // A refusal is asked again when a person asks again; a computed result stands.
    ...(body.recompute === true && latest !== undefined && !['computed', 'not-standardised', 'pending'].includes(latest.radiomics.status)
      ? { recompute: true }
      : {}),
  });
}

/** The user's token at the imaging FHIR base, where the EHR offers one to launched apps and the site allows it. */
async function imagingClientOf(deps: AppApiDeps, fhirBase: string, token: string): Promise<FhirClient | undefined> {
  const offer = await deps.discovery.configuration(fhirBase).then(
    (document) => imagingOffer(document, fhirBase, 'app-launch'),
    () => undefined,
  );
  if (offer?.kind !== 'offered' || !offer.separate) return undefined;
  const { allowedFhirBases = [], retryAttempts = 0, retryMaxWaitMs = 0 } = ehrOf(deps.config, fhirBase)?.imaging ?? {};
  if (!isAllowedUrl(offer.fhirBase, [new URL(fhirBase).origin, ...allowedFhirBases])) return undefined;
  return fhirClient({
    baseUrl: offer.fhirBase,
    token,
    timeoutMs: deps.config.deadlines.fhirMs,
    retry: { attempts: retryAttempts, maxWaitMs: retryMaxWaitMs },
  });
}

async function chosenBefore(deps: AppApiDeps, latest: Assessment | undefined): Promise<ImagesChoice | undefined> {
  if (latest === undefined || latest.radiomics.code === 'study-not-visible') return undefined;
  return (await deps.contextOf(latest.id))?.images;
}

function choiceOf({ studyUid, segSeriesUid, segment, structure, portalVenous }: NonNullable<Body['images']>): ImagesChoice {
  return {
    studyUid,
    ...(segSeriesUid === undefined ? {} : { segSeriesUid }),
    ...(segment === undefined ? {} : { segment }),
    ...(structure === undefined ? {} : { structure }),
    ...(portalVenous === undefined ? {} : { portalVenous }),
  };
}

async function signedIn(deps: AppApiDeps, fhirBase: string, idToken: string | undefined): Promise<string | undefined> {
  const ehr = ehrOf(deps.config, fhirBase);
  if (idToken === undefined || ehr?.smartApp === undefined) return undefined;
  const { issuer, jwksUri } = await deps.discovery.openId(fhirBase);
  const { fhirUser } = await verifyIdToken(idToken, {
    issuer,
    jwksUri,
    clientId: ehr.smartApp.clientId,
    keySets: deps.keySets,
    nowMs: () => Date.parse(deps.clock.nowIso()),
  });
  // Absolute or relative, it is kept as a reference at that EHR.
  return fhirUser === undefined ? undefined : /(?:Practitioner|PractitionerRole|Patient|RelatedPerson|Person)\/[A-Za-z0-9\-.]{1,64}$/.exec(fhirUser)?.[0];
}

function isRefusal(error: unknown): boolean {
  if (error instanceof ApiError) return error.status === 401 || error.status === 403;
  if (error instanceof FhirError) return error.status === 401 || error.status === 403 || error.status === 404;
  return error instanceof Error && error.name === 'SecurityError';
}

function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' ? code : 'unknown';
}
