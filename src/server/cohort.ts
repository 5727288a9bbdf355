// SPDX-License-Identifier: Apache-2.0
// Cohort work of this process: our own credentials, the site's archives, the audit of research reads.
import type { AuditEvent } from 'fhir/r4';
import { cohortTask } from '../assessment/cohort/read-case.ts';
import { radiomicsTask } from '../assessment/radiomics-task.ts';
import { ehrOf } from '../config.ts';
import { type AuditParties, auditRead, auditSearch } from '../fhir/audit-event.ts';
import { fhirClient } from '../fhir/client.ts';
import { type CohortWorker, cohortWorker } from '../jobs/cohort-queue.ts';
import { tumourPool } from '../jobs/tumour-pool.ts';
import { cohortRepository } from '../store/cohort.ts';
import { auditParties } from './audit.ts';
import { safeError } from './logging.ts';
import type { Runtime } from './runtime.ts';
import { tumourLoading } from './tumour-loading.ts';

/** Why the record is read: healthcare research (HL7 v3 ActReason). */
const RESEARCH: NonNullable<AuditEvent['purposeOfEvent']> = [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: 'HRESCH' }] }];

/** @param concurrency cases at a time; each has a thread for its images */
export function cohortWork(runtime: Runtime, concurrency: number, options: { readonly leaseMs?: number } = {}): CohortWorker {
  const { config, clock, audit, log } = runtime;
  const pool = tumourPool(concurrency);
  const parties = (fhirBase: string, patient: string | undefined): AuditParties =>
    auditParties(config, clock, { fhirBase, ourUrl: runtime.publicUrl(), ...(patient === undefined ? {} : { patient }) });
  const record = async (fhirBase: string, event: AuditEvent): Promise<void> => {
    try {
      await audit.record(fhirBase, { ...event, purposeOfEvent: RESEARCH });
    } catch (error) {
      if (config.audit.required) throw error;
      log.error({ err: safeError(error) }, 'audit event not stored');
    }
  };
  const task = cohortTask({
    clock,
    async client(fhirBase, { signal, onInteraction }) {
      const ehr = ehrOf(config, fhirBase);
      if (ehr === undefined) return undefined;
      const token = (await runtime.backendTokens(fhirBase)?.token())?.accessToken;
      return fhirClient({
        baseUrl: fhirBase,
        timeoutMs: Math.max(config.deadlines.fhirMs, PATIENT_MS),
        signal,
        onInteraction,
        retry: { attempts: ehr.imaging.retryAttempts, maxWaitMs: ehr.imaging.retryMaxWaitMs },
        ...(token === undefined ? {} : { token }),
      });
    },
    images: radiomicsTask({
      site: (fhirBase) => runtime.imagingSite(fhirBase),
      tumours: pool,
      clock,
      loading: tumourLoading(config),
      onRead: (request, reference) => record(request.fhirBase, auditRead(parties(request.fhirBase, request.patient), reference)),
    }),
    async audit(fhirBase, patient, interactions) {
      const who = parties(fhirBase, patient);
      for (const { kind, target } of interactions) await record(fhirBase, kind === 'read' ? auditRead(who, target) : auditSearch(who, target));
    },
  });
  const worker = cohortWorker({
    boss: runtime.boss,
    store: cohortRepository(runtime.database.db),
    clock,
    task,
    concurrency,
    ...options,
    onError: (error) => log.error({ err: safeError(error) }, 'cohort case failed'),
  });
  return {
    start: () => worker.start(),
    async stop() {
      const stopped = worker.stop();
      // A thread in the middle of its sums does not hear the signal.
      await pool.stop();
      await stopped;
    },
  };
}

/** Nobody waits at a screen: a search over many years of a patient may take longer than a hook can wait. */
const PATIENT_MS = 30_000;
