// SPDX-License-Identifier: Apache-2.0
// Everything below HTTP, made once from the configuration: database, queues, models, tokens, image work, assessments. `serve` and `worker` share it.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { PgBoss } from 'pg-boss';
import type { DestinationStream } from 'pino';
import type { ImagingSite } from '../assessment/imaging-site.ts';
import { extractionFor, questionsOf } from '../assessment/models.ts';
import { looksBeyondChart } from '../assessment/own-search.ts';
import type { AssessmentContext, Clock, RandomIds } from '../assessment/ports.ts';
import { radiomicsRequestKey, radiomicsTask } from '../assessment/radiomics-task.ts';
import { type AssessmentService, assessmentService } from '../assessment/service.ts';
import { packageVersion } from '../config/package-root.ts';
import { type Config, ConfigError, type EhrConfig, ehrOf, redactedConfig } from '../config.ts';
import { auditRead } from '../fhir/audit-event.ts';
import { type ChartRules, DEFAULT_CHART_RULES } from '../fhir/chart.ts';
import { fhirClient } from '../fhir/client.ts';
import { FhirError } from '../fhir/errors.ts';
import { type AuditDelivery, auditDelivery } from '../jobs/audit-delivery.ts';
import { startBoss } from '../jobs/boss.ts';
import { radiomicsQueue } from '../jobs/radiomics-queue.ts';
import { tumourPool } from '../jobs/tumour-pool.ts';
import { DEFAULT_FOLLOW_UP_RULE, FOLLOW_UP_RULES } from '../nomogram/follow-up.ts';
import { modelRef } from '../nomogram/prepare.ts';
import { type BackendTokens, backendTokens } from '../security/backend-token.ts';
import { type AssessmentRepository, assessmentRepository } from '../store/assessments.ts';
import { auditOutbox } from '../store/audit-outbox.ts';
import { jtiRepository } from '../store/cards.ts';
import { type Database, openDatabase } from '../store/database.ts';
import { radiomicsRepository } from '../store/radiomics.ts';
import { viewTokenRepository } from '../store/view-tokens.ts';
import { auditParties } from './audit.ts';
import { discovery } from './discovery.ts';
import { type BackendKey, backendKey } from './keys.ts';
import { createLogger, type Logger, safeError } from './logging.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { loadModels, type ModelLibrary } from './models.ts';
import { tumourLoading } from './tumour-loading.ts';

/** What tests and the demo may put in place of the real thing. */
export interface RuntimeOverrides {
  readonly clock?: Clock;
  readonly ids?: RandomIds;
  readonly logDestination?: DestinationStream;
  readonly log?: Logger;
  /** False: this process leaves the jobs of hooks to others (a cohort run is no server). Default true. */
  readonly takesHookJobs?: boolean;
}

export interface Runtime {
  readonly config: Config;
  readonly clock: Clock;
  readonly ids: RandomIds;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly database: Database;
  readonly boss: PgBoss;
  readonly models: ModelLibrary;
  readonly rules: ChartRules;
  readonly audit: AuditDelivery;
  readonly assessments: AssessmentService;
  readonly store: AssessmentRepository;
  readonly publicKeys: readonly BackendKey['publicKey'][];
  /** Has the images of a stored assessment measured again, without waiting. */
  measureAgain(of: { readonly fhirBase: string; readonly patient: string }, context: AssessmentContext): Promise<void>;
  imagingSite(fhirBase: string): ImagingSite | undefined;
  /** Token source of our backend client at an EHR, where one is registered. */
  backendTokens(fhirBase: string): BackendTokens | undefined;
  /** Our address as the EHR sees it; set once the port is known. */
  publicUrl(): string;
  setPublicUrl(url: string): void;
  stop(): Promise<void>;
}

/** How often expired token ids and views are forgotten. */
const SWEEP_MS = 10 * 60_000;

export const systemClock: Clock = { nowIso: () => new Date().toISOString(), monotonicMs: () => performance.now() };

/**
 * Opens everything and starts the workers of this process, where it has any.
 *
 * @throws ConfigError, DatabaseError
 */
export async function startRuntime(config: Config, overrides: RuntimeOverrides = {}): Promise<Runtime> {
  const clock = overrides.clock ?? systemClock;
  const ids = overrides.ids ?? { uuid: () => randomUUID() };
  const log = overrides.log ?? createLogger(config.logLevel, overrides.logDestination);
  const models = loadModels(config);
  const followUpRule = checkedFollowUpRule(config);
  const tokens = new Map<string, BackendTokens>();
  const publicKeys: BackendKey['publicKey'][] = [];
  for (const ehr of config.ehrs) {
    const key = await backendKey(ehr);
    if (key === undefined || ehr.backend === undefined) continue;
    tokens.set(ehr.fhirBase, backendTokens(tokenClient(config, ehr, ehr.backend, key)));
    if (!publicKeys.some(({ kid }) => kid === key.kid)) publicKeys.push(key.publicKey);
  }
  const ehrs = discovery(config);
  const sites = new Map(config.ehrs.map((ehr) => [ehr.fhirBase, siteOf(config, ehr, tokens.get(ehr.fhirBase), () => ehrs.configuration(ehr.fhirBase))]));
  log.info({ config: redactedConfig(config) }, 'configuration');
  let publicUrl = config.publicBaseUrl ?? `http://${config.host}:${config.port}`;

  const database = await openDatabase(config.databaseUrl);
  try {
    const outbox = auditOutbox(database.db);
    const metrics = createMetrics(() => outbox.depth(), config.deadlines.hookTargetMs);
    const delivers = config.worker || database.embedded !== undefined;
    const boss = await startBoss(database, (error) => log.error({ err: safeError(error) }, 'queue error'), Math.ceil(config.deadlines.radiomicsMs / 1000));
    const audit = auditDelivery({
      boss,
      outbox,
      clock,
      delivers,
      retryBaseMs: config.audit.retryBaseMs,
      retryMaxMs: config.audit.retryMaxMs,
      onFailure: (attempt) => log.warn(attempt, 'audit event not delivered yet'),
      post: async (fhirBase, event) => {
        const ehr = ehrOf(config, fhirBase);
        if (ehr?.postAuditEvents !== true) return;
        const source = tokens.get(ehr.fhirBase);
        try {
          const token = (await source?.token())?.accessToken;
          await fhirClient({ baseUrl: ehr.fhirBase, timeoutMs: config.deadlines.fhirMs, ...(token === undefined ? {} : { token }) }).create(event);
        } catch (error) {
          if (error instanceof FhirError && error.status === 401) source?.forget();
          throw error;
        }
      },
    });
    const extraction = extractionFor(models, config.extraction?.params);
    const pool = delivers && overrides.takesHookJobs !== false ? tumourPool(Math.max(2, availableParallelism() - 1), extraction) : undefined;
    const store = assessmentRepository(database.db);
    const radiomics = radiomicsQueue({
      boss,
      store: radiomicsRepository(database.db),
      clock,
      requestKey: (request) => radiomicsRequestKey(request, tumourLoading(config)),
      lookAgainMs: config.lookAgainMinutes * 60_000,
      onError: (error) => log.error({ err: safeError(error) }, 'radiomics task failed'),
      onFinished: (record, tookMs) => {
        metrics.radiomics('total', tookMs);
        metrics.radiomicsOutcome(record.status, record.code);
        log.info({ status: record.status, code: record.code, ms: Math.round(tookMs) }, 'radiomics');
      },
      ...(pool === undefined
        ? {}
        : {
            task: radiomicsTask({
              site: (fhirBase) => sites.get(fhirBase),
              tumours: pool,
              clock,
              loading: tumourLoading(config),
              onStage: metrics.radiomics,
              onRead: (request, reference) =>
                audit.record(
                  request.fhirBase,
                  auditRead(auditParties(config, clock, { fhirBase: request.fhirBase, ourUrl: publicUrl, patient: request.patient }), reference),
                ),
            }),
          }),
    });
    for (const model of [models.active, ...models.others, ...models.shadow]) await store.rememberModelFile(modelRef(model), model.file, clock.nowIso());
    const rules: ChartRules = { ...chartRules(config), models: questionsOf(models) };
    const assessments = assessmentService({
      models,
      rules,
      radiomics,
      store,
      clock,
      ids,
      followUpRule,
      softwareVersion: packageVersion(),
      beyondChart: async (fhirBase) => {
        const site = sites.get(fhirBase);
        return site === undefined || !(await looksBeyondChart(site)) ? undefined : { identifierSystems: site.patientIdentifiers.map(({ system }) => system) };
      },
      ...(config.models.eraslCohort === undefined ? {} : { cohortId: config.models.eraslCohort }),
      ...(config.extraction === undefined ? {} : { fallbackParams: config.extraction.params }),
    });
    await radiomics.startWorker();
    await audit.startWorker();
    const sweep = setInterval(() => {
      const nowIso = clock.nowIso();
      void Promise.all([jtiRepository(database.db).forgetExpired(nowIso), viewTokenRepository(database.db).forgetExpired(nowIso)]).catch((error: unknown) =>
        log.warn({ err: safeError(error) }, 'sweep failed'),
      );
    }, SWEEP_MS);
    sweep.unref();
    return {
      config,
      clock,
      ids,
      log,
      metrics,
      database,
      boss,
      models,
      rules,
      audit,
      assessments,
      store,
      publicKeys,
      imagingSite: (fhirBase) => sites.get(fhirBase),
      backendTokens: (fhirBase) => tokens.get(fhirBase),
      async measureAgain({ fhirBase, patient }, { chart, images }) {
        if (extraction === undefined) return;
        const choice = images === undefined ? {} : { choice: images };
        await radiomics.obtain({ fhirBase, patient, imaging: chart.imaging, extraction, ...choice, recompute: true }, 0);
      },
      publicUrl: () => publicUrl,
      setPublicUrl: (url) => {
        publicUrl = url;
      },
      async stop() {
        clearInterval(sweep);
        await boss.stop({ graceful: true, timeout: 10_000 }).catch((error: unknown) => log.error({ err: safeError(error) }, 'queue did not stop cleanly'));
        await audit.stop();
        await pool?.stop();
        await database.close();
      },
    };
  } catch (error) {
    await database.close().catch(() => undefined);
    throw error;
  }
}

/** The product's chart rules with what the site states. */
export function chartRules(config: Config): ChartRules {
  const { afpNgPerIu, afpAssumedUnit, hepatectomyCodes, laboratoryDays, statementDays } = config.chartRules;
  return {
    ...DEFAULT_CHART_RULES,
    afp: {
      ...DEFAULT_CHART_RULES.afp,
      ...(afpNgPerIu === undefined ? {} : { ngPerIu: afpNgPerIu }),
      ...(afpAssumedUnit === undefined ? {} : { assumedUnit: afpAssumedUnit }),
    },
    hepatectomy: [...DEFAULT_CHART_RULES.hepatectomy, ...hepatectomyCodes],
    ...(laboratoryDays === undefined ? {} : { laboratoryDays }),
    ...(statementDays === undefined ? {} : { statementDays }),
  };
}

function checkedFollowUpRule(config: Config): string {
  const id = config.followUpRule ?? DEFAULT_FOLLOW_UP_RULE;
  const known = FOLLOW_UP_RULES.map((rule) => rule.id);
  if (!known.includes(id)) throw new ConfigError([`"followUpRule" is ${id}; known rules are ${known.join(', ')}. Choose one of them.`]);
  return id;
}

/** Settings of our backend client at one EHR, as the token source wants them. */
export function tokenClient(config: Config, ehr: EhrConfig, backend: NonNullable<EhrConfig['backend']>, key: BackendKey): Parameters<typeof backendTokens>[0] {
  return {
    fhirBase: ehr.fhirBase,
    clientId: backend.clientId,
    privateKey: key.privateKey,
    kid: key.kid,
    algorithm: key.algorithm,
    scopes: backend.scopes,
    timeoutMs: config.deadlines.fhirMs,
    allowedTokenUrls: [new URL(ehr.fhirBase).origin, ...(ehr.issuer === undefined ? [] : [new URL(ehr.issuer).origin])],
    ...(backend.tokenUrl === undefined ? {} : { tokenUrl: backend.tokenUrl }),
  };
}

/** What may be asked of the images of one EHR. @throws ConfigError when a credential file cannot be read */
export function siteOf(config: Config, ehr: EhrConfig, tokens: BackendTokens | undefined, smartConfiguration?: ImagingSite['smartConfiguration']): ImagingSite {
  const credentials = new Map<string, string>();
  for (const entry of ehr.dicomweb.credentials) {
    if (entry.authorization !== undefined) credentials.set(entry.origin, entry.authorization);
    else if (entry.authorizationFile !== undefined) {
      try {
        credentials.set(entry.origin, readFileSync(entry.authorizationFile, 'utf8').trim());
      } catch {
        throw new ConfigError([
          `The file ${entry.authorizationFile} with the credentials for ${entry.origin} cannot be read. Check the path and its permissions.`,
        ]);
      }
    }
  }
  return {
    fhirBase: ehr.fhirBase,
    allowed: ehr.dicomweb.allowed,
    credentials,
    ...(tokens === undefined ? {} : { tokens }),
    ...(smartConfiguration === undefined ? {} : { smartConfiguration }),
    ...(ehr.imaging.fhirBase === undefined ? {} : { imagingFhirBase: ehr.imaging.fhirBase }),
    allowedImagingFhir: ehr.imaging.allowedFhirBases,
    patientIdentifiers: ehr.imaging.patientIdentifiers.map(({ system, issuer }) => ({ system, ...(issuer === undefined ? {} : { issuer }) })),
    retry: { attempts: ehr.imaging.retryAttempts, maxWaitMs: ehr.imaging.retryMaxWaitMs },
    fhirTimeoutMs: config.deadlines.fhirMs,
    dicomwebTimeoutMs: config.deadlines.dicomwebMs,
    maxBytes: config.dicomwebMaxBytes,
  };
}
