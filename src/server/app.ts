// SPDX-License-Identifier: Apache-2.0
import express, { type ErrorRequestHandler, type Express } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { decodeJwt, type JSONWebKeySet } from 'jose';
import { sql } from 'kysely';
import { cdsRouter } from '../../cds-services/router.ts';
import type { ServiceAnswers } from '../../cds-services/service.ts';
import { locateImages } from '../assessment/imaging-access.ts';
import { type Config, ehrOf } from '../config.ts';
import { studyArchive } from '../imaging/dicomweb/study-archive.ts';
import { ImagingError } from '../imaging/errors.ts';
import { loadCt } from '../imaging/load-ct.ts';
import { loadTumour } from '../imaging/load-tumour.ts';
import { modelOutcome } from '../nomogram/outcome.ts';
import { type CdsIssuer, cdsJwtVerifier } from '../security/cds-jwt.ts';
import { type KeySets, keySets } from '../security/key-sets.ts';
import { cardRepository, jtiRepository } from '../store/cards.ts';
import { textCipher } from '../store/cipher.ts';
import { feedbackRepository } from '../store/feedback.ts';
import { viewTokenRepository } from '../store/view-tokens.ts';
import { ctCache } from './app-api/ct.ts';
import type { AppApiDeps } from './app-api/deps.ts';
import { appApiRouter } from './app-api/router.ts';
import { type Discovery, discovery } from './discovery.ts';
import { healthRouter } from './health.ts';
import { requestLog, safeError } from './logging.ts';
import { modelCardRouter } from './model-card/router.ts';
import type { Runtime } from './runtime.ts';
import { securityHeaders } from './security-headers.ts';
import { staticAppRouter } from './static-app.ts';
import { tumourLoading } from './tumour-loading.ts';

/** The Express application over a runtime; `accepting` turns false when the server is about to stop. */
export function createApp(runtime: Runtime, accepting: () => boolean): Express {
  const { config, log, database } = runtime;
  const keys = keySets();
  const ehrs = discovery(config);
  // The app must be allowed to call token endpoints; learn them before the first page is asked for.
  for (const ehr of config.ehrs) void ehrs.configuration(ehr.fhirBase).catch(() => undefined);

  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', config.trustProxy);
  app.use(requestLog(log));
  app.use(securityHeaders(config, () => ehrs.origins()));
  app.use(healthRouter({ accepting, database: async () => void (await sql`select 1`.execute(database.db)) }));
  app.get('/metrics', async (_request, response) => {
    response.type(runtime.metrics.registry.contentType).send(await runtime.metrics.registry.metrics());
  });
  app.get('/.well-known/jwks.json', (_request, response) => {
    response.set('Cache-Control', 'public, max-age=3600').json({ keys: runtime.publicKeys });
  });
  app.use(runtime.metrics.hooks);
  app.use('/cds-services', hookLimit(runtime));
  app.use(hookServices(runtime, keys));
  app.use('/api', apiOf(runtime, keys, ehrs));
  app.use('/app', staticAppRouter(config));
  app.use('/model-card', modelCardRouter(runtime.models, config));
  app.get('/', (_request, response) => {
    response.redirect('/app/');
  });
  app.use((_request, response) => {
    response.status(404).json({ code: 'not-found', message: 'There is nothing at this address.' });
  });
  app.use(lastResort(runtime));
  return app;
}

function hookLimit({ config }: Runtime) {
  return rateLimit({
    windowMs: 60_000,
    limit: config.rateLimit.hookPerMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // The issuer is not verified yet; with the address beside it, nobody uses up another's share.
    keyGenerator: (request) => `${unverifiedIssuer(request.get('authorization'))}|${ipKeyGenerator(request.ip ?? '')}`,
    handler: (_request, response) => {
      response
        .status(429)
        .json({ resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'throttled', diagnostics: 'Too many calls. Wait a minute.' }] });
    },
  });
}

function unverifiedIssuer(authorization: string | undefined): string {
  try {
    return decodeJwt(/^Bearer (\S+)$/i.exec(authorization ?? '')?.[1] ?? '').iss ?? '';
  } catch {
    return '';
  }
}

/** What discovery says of the active model, where it gives a probability; the words of the study otherwise. */
function serviceAnswers({ models }: Runtime): { readonly answers?: ServiceAnswers } {
  const { file, answers } = models.active;
  if (!answers.individualSurvival) return {};
  const outcome = modelOutcome(file.outcome);
  return { answers: { ...(outcome === undefined ? {} : { outcome }), horizonsYears: file.horizonsYears } };
}

function hookServices(runtime: Runtime, keys: KeySets) {
  const { config, clock, database, log } = runtime;
  const jtiMemory = jtiRepository(database.db);
  const issuers = registeredIssuers(config);
  return cdsRouter({
    assessments: runtime.assessments,
    audit: runtime.audit,
    jwt: config.devMode ? undefined : cdsJwtVerifier({ issuers, keySets: keys, jtiMemory, nowMs: () => Date.parse(clock.nowIso()) }),
    feedback: feedbackRepository(database.db, config.feedback.encryptionKey === undefined ? undefined : textCipher(config.feedback.encryptionKey)),
    cards: cardRepository(database.db),
    clock,
    ids: runtime.ids,
    config: {
      publicBaseUrl: runtime.publicUrl(),
      appLaunchUrl: `${runtime.publicUrl()}/app/launch.html`,
      fhirBases: config.ehrs.map((ehr) => ehr.fhirBase),
      ehrName: (fhirBase) => ehrOf(config, fhirBase)?.name,
      corsOrigins: config.corsOrigins,
      discoveryOpen: config.discoveryOpen,
      cdsHooksVersion: config.cdsHooksVersion,
      languages: config.languages,
      rules: runtime.rules,
      ...serviceAnswers(runtime),
      deadlineMs: config.deadlines.hookHardMs,
      fhirTimeoutMs: config.deadlines.fhirMs,
      unknownCard: config.feedback.unknownCard,
      auditRequired: config.audit.required,
    },
    log: (event, details) => log.info(details, event),
  });
}

/** Issuers of all EHRs; one that serves several FHIR bases is one issuer with all its keys and bases. */
export function registeredIssuers(config: Config): readonly CdsIssuer[] {
  const issuers = new Map<string, CdsIssuer>();
  for (const { fhirBase, cdsIssuers } of config.ehrs) {
    for (const { iss, jku, jwks, tenants, algorithms } of cdsIssuers) {
      const known = issuers.get(iss);
      const keys = [...(known?.jwks?.keys ?? []), ...((jwks?.keys ?? []) as JSONWebKeySet['keys'])];
      const allTenants = known === undefined ? tenants : known.tenants === undefined || tenants === undefined ? undefined : [...known.tenants, ...tenants];
      issuers.set(iss, {
        iss,
        jku: [...(known?.jku ?? []), ...jku],
        ...(keys.length === 0 ? {} : { jwks: { keys } }),
        tenants: allTenants,
        algorithms: [...new Set([...(known?.algorithms ?? []), ...algorithms])],
        fhirBases: [...new Set([...(known?.fhirBases ?? []), fhirBase])],
      });
    }
  }
  return [...issuers.values()];
}

function apiOf(runtime: Runtime, keys: KeySets, ehrs: Discovery) {
  const { config, clock, log, database, store } = runtime;
  const archive: AppApiDeps['archive'] = async ({ fhirBase, patient, context, studyUid }, signal) => {
    const site = runtime.imagingSite(fhirBase);
    const { imaging, identifiers = [] } = context.chart;
    const located = site === undefined ? undefined : await locateImages(site, { patient, imaging, identifiers }, signal);
    const target = located?.targets.find(({ pointer }) => pointer.studyUid === studyUid);
    if (target === undefined)
      throw new ImagingError('dicomweb-unreachable', 'The image archive of this study cannot be addressed any more; ask the operator to run hepanom doctor.');
    return studyArchive(target, signal);
  };
  const deps: AppApiDeps = {
    config,
    clock,
    log,
    assessments: runtime.assessments,
    contextOf: (id) => store.context(id),
    audit: runtime.audit,
    views: viewTokenRepository(database.db),
    models: runtime.models,
    rules: runtime.rules,
    keySets: keys,
    discovery: ehrs,
    publicUrl: runtime.publicUrl,
    archive,
    loadCt: async (of, signal) => loadCt(await archive(of, signal), { studyUid: of.studyUid }, tumourLoading(config)),
    loadImages: async ({ fhirBase, patient, context, studyUid, segSopInstanceUid }, signal) => {
      const tumour = await loadTumour(await archive({ fhirBase, patient, context, studyUid }, signal), { ...context.images, studyUid }, tumourLoading(config));
      // The outline on the screen must be the one that was measured.
      if (segSopInstanceUid !== undefined && tumour.seg.sopUid !== segSopInstanceUid) {
        await runtime.measureAgain({ fhirBase, patient }, context);
        throw new ImagingError(
          'segment-not-found',
          'The segmentation of this study was replaced after the tumour was measured. It is being measured again; calculate again in a moment.',
        );
      }
      return tumour;
    },
  };
  return appApiRouter(deps, ctCache(deps));
}

function lastResort({ log }: Runtime): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    log.error({ requestId: response.locals.requestId, err: safeError(error) }, 'unexpected error');
    if (response.headersSent) return next(error);
    response
      .status(500)
      .json({ code: 'internal', message: `Something failed in this software. Tell its operator the request id ${String(response.locals.requestId)}.` });
  };
}
