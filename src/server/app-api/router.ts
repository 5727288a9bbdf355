// SPDX-License-Identifier: Apache-2.0
// The API of the SMART app: open a view with the user's token, then everything else with the view's token.
import express, { type RequestHandler, type Response, Router } from 'express';
import { rateLimit } from 'express-rate-limit';
import { z } from 'zod';
import { auditAppEvent, auditCreate } from '../../fhir/audit-event.ts';
import { modelRef } from '../../nomogram/prepare.ts';
import type { View } from '../../store/view-tokens.ts';
import { auditParties } from '../audit.ts';
import { addCtRoutes, type CtCache } from './ct.ts';
import type { AppApiDeps } from './deps.ts';
import { ApiError, apiErrors } from './errors.ts';
import { reportSender } from './report.ts';
import { openView } from './views.ts';

const Saved = z.strictObject({
  riskAssessment: z.string().regex(/^RiskAssessment\/[A-Za-z0-9\-.]{1,64}$/),
  provenance: z
    .string()
    .regex(/^Provenance\/[A-Za-z0-9\-.]{1,64}$/)
    .optional(),
});
/** Event details are short words and numbers of the app's own making; free text has no place in an audit trail. */
const Event = z.object({ kind: z.string().regex(/^[a-z][a-z-]{1,30}$/) }).catchall(z.string().regex(/^[\w.:|=, /-]{0,100}$/));

/** Router for `/api`. */
export function appApiRouter(deps: AppApiDeps, cache: CtCache): Router {
  const router = Router();
  router.use(
    rateLimit({
      windowMs: 60_000,
      limit: deps.config.rateLimit.appPerMinute,
      standardHeaders: 'draft-8',
      legacyHeaders: false,
      handler: (_request, response) => {
        response.status(429).json({ code: 'too-many-requests', message: 'Too many requests. Wait a minute.' });
      },
    }),
  );
  router.get('/models', (_request, response) => {
    response.json({ active: modelRef(deps.models.active), models: deps.models.all.map((one) => modelRef(one)) });
  });
  router.get('/models/:id/:version', (request, response) => {
    const model = deps.models.find(request.params.id, request.params.version);
    if (model === undefined) throw new ApiError(404, 'model-not-found', 'This server has no such model. The list is at /api/models.');
    response.json(model.file);
  });
  router.post('/views', express.json({ limit: '64kb' }), openView(deps));

  const view = Router();
  view.use(requireView(deps));
  view.get('/assessment', async (_request, response) => {
    const assessment = await deps.assessments.get(viewOf(response).assessmentId);
    if (assessment === undefined) throw new ApiError(404, 'assessment-not-found', 'The assessment of this view is gone. Open the app again.');
    response.json(assessment);
  });
  addCtRoutes(view, cache, viewOf);
  const partiesOf = (response: Response) => {
    const { fhirBase, patient, userRef } = viewOf(response);
    return auditParties(deps.config, deps.clock, {
      fhirBase,
      ourUrl: deps.publicUrl(),
      patient,
      requestId: String(response.locals.requestId),
      ...(userRef === undefined ? {} : { user: userRef }),
    });
  };
  view.post('/saved', express.json({ limit: '16kb' }), async (request, response) => {
    const body = Saved.safeParse(request.body);
    if (!body.success) throw new ApiError(400, 'body-invalid', 'Send {"riskAssessment":"RiskAssessment/…","provenance":"Provenance/…"}.');
    const { fhirBase, assessmentId } = viewOf(response);
    const parties = partiesOf(response);
    await deps.audit.record(fhirBase, auditCreate(parties, body.data.riskAssessment));
    if (body.data.provenance !== undefined) await deps.audit.record(fhirBase, auditCreate(parties, body.data.provenance));
    await deps.audit.record(fhirBase, auditAppEvent(parties, 'saved', assessmentId, { riskAssessment: body.data.riskAssessment }));
    response.status(204).end();
  });
  view.post('/events', express.json({ limit: '16kb' }), async (request, response) => {
    const body = Event.safeParse(request.body);
    if (!body.success) throw new ApiError(400, 'body-invalid', 'Send {"kind":"opened"} with a short kind and short values.');
    const { kind, ...details } = body.data;
    const { fhirBase, assessmentId } = viewOf(response);
    await deps.audit.record(fhirBase, auditAppEvent(partiesOf(response), kind, assessmentId, details));
    response.status(204).end();
  });
  const sendOf = reportSender(deps, cache);
  view.post('/report', async (_request, response) => {
    response.json(await sendOf(viewOf(response), partiesOf(response)));
  });
  router.use('/view', view);
  router.use((_request, response) => {
    response.status(404).json({ code: 'not-found', message: 'There is no such address in this API.' });
  });
  router.use(apiErrors(deps.log));
  return router;
}

function requireView(deps: AppApiDeps): RequestHandler {
  return async (request, response, next) => {
    const token = /^Bearer ([\w-]{20,200})$/i.exec(request.get('authorization') ?? '')?.[1];
    const view = token === undefined ? undefined : await deps.views.open(token, deps.clock.nowIso());
    if (view === undefined) throw new ApiError(401, 'view-token-invalid', 'The view has expired or never existed. Open the app again.');
    response.locals.view = view;
    next();
  };
}

function viewOf(response: Response): View {
  return response.locals.view as View;
}
