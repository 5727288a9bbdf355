// SPDX-License-Identifier: Apache-2.0
// The FHIR room against a real HAPI server: the behaviours that break naive clients.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { AuditEvent, Bundle, FhirResource, Observation, OperationOutcome, Provenance, RiskAssessment } from 'fhir/r4';
import { allDemoResources, demoPatientFor } from '../../fhir-fixtures/patients/index.ts';
import {
  type AuditParties,
  auditAuthFailure,
  auditCreate,
  auditFeedback,
  auditHookCall,
  auditHookRefused,
  auditRead,
  auditSearch,
} from '../../src/fhir/audit-event.ts';
import { readChart } from '../../src/fhir/chart.ts';
import { type FhirClient, fhirClient } from '../../src/fhir/client.ts';
import { gatherChart } from '../../src/fhir/gather.ts';
import { latestWritten, writeAssessment } from '../../src/fhir/write-back.ts';
import { assessment } from '../fhir/assessment-builder.ts';
import { describeWithHapi, type HapiServer, startHapi } from '../support/hapi.ts';

const AS_OF = '2026-11-23';
const options = { asOf: AS_OF, dicomwebBase: 'https://pacs.example/dicom-web' };

describeWithHapi('FHIR on a real HAPI server', (script) => {
  let hapi: HapiServer;
  let client: FhirClient;
  const demo = demoPatientFor('high', options);
  const author = { practitioner: 'Practitioner/somebody-hapi-does-not-know', nowIso: '2026-11-23T08:31:00Z', responsiblePerson: 'Dr. Owner' };

  beforeAll(async () => {
    hapi = await startHapi(script);
    client = fhirClient({ baseUrl: hapi.baseUrl });
    const bundle: Bundle = {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: allDemoResources(options).map((resource) => ({
        fullUrl: `${hapi.baseUrl}/${resource.resourceType}/${resource.id}`,
        resource: resource as FhirResource,
        request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
      })),
    };
    const response = await fetch(hapi.baseUrl, { method: 'POST', headers: { 'Content-Type': 'application/fhir+json' }, body: JSON.stringify(bundle) });
    if (!response.ok) {
      const { issue } = (await response.json()) as OperationOutcome;
      throw new Error(JSON.stringify(issue.filter(({ severity }) => severity === 'error').map(({ diagnostics, expression }) => [expression, diagnostics])));
    }
  }, 300_000);
  afterAll(() => hapi?.stop());

  const mine = (hash: string) => ({
    ...assessment(),
    fhirBase: hapi.baseUrl,
    patient: `Patient/${demo.id}`,
    condition: `Condition/${demo.id}-hcc`,
    basis: [`Condition/${demo.id}-hcc`, `ImagingStudy/${demo.id}-ct`, `Observation/${demo.id}-afp`],
    inputHash: hash.repeat(64),
  });

  it('gathers the same chart from the server as the fixtures hold', async () => {
    const gathered = await gatherChart({ patientId: demo.id, client, order: demo.draftOrder });
    if (gathered.kind !== 'chart') throw new Error(JSON.stringify(gathered.missing));
    const { inputs, imaging, facts } = readChart(gathered.chart, { asOfIso: `${AS_OF}T08:30:00Z` });
    expect(inputs).toMatchObject({ afp: { value: 420 }, necrosis: { level: 'present' }, portalVeinInvasion: { level: 'absent' }, albumin: { value: 35 } });
    expect(facts).toMatchObject({ hcc: { value: 'confirmed' }, priorLocalTreatment: { value: false }, tumourCount: { value: 1 } });
    expect(imaging[0]?.addresses).toMatchObject([{ address: 'https://pacs.example/dicom-web' }]);
  });

  it('follows next links over pages', async () => {
    const all = await client.search<Observation>(`Observation?patient=${demo.id}`);
    const paged = await client.search<Observation>(`Observation?patient=${demo.id}&_count=2`);
    expect(all.length).toBeGreaterThan(4);
    expect(paged.map(({ id }) => id).toSorted()).toEqual(all.map(({ id }) => id).toSorted());
  });

  it('writes once when six writers race, and sees it at once although HAPI reuses searches', async () => {
    expect(await latestWritten(client, `Patient/${demo.id}`)).toBeUndefined();
    const results = await Promise.all(Array.from({ length: 6 }, () => writeAssessment(client, mine('a'), author)));
    expect(new Set(results.map(({ riskAssessment }) => riskAssessment)).size).toBe(1);
    expect(results.filter(({ created }) => created)).toHaveLength(1);
    expect((await latestWritten(client, `Patient/${demo.id}`))?.identifier?.[0]?.value).toBe('a'.repeat(64));
    expect(await client.search<RiskAssessment>(`RiskAssessment?subject=Patient/${demo.id}`)).toHaveLength(1);
    expect(await client.search<Provenance>(`Provenance?target=${results[0]?.riskAssessment}`)).toHaveLength(1);
    expect(await writeAssessment(client, mine('b'), author)).toMatchObject({ created: true });
  });

  it('takes every audit event, although it checks references', async () => {
    const parties: AuditParties = {
      nowIso: author.nowIso,
      ourHost: 'hepanom.example',
      ehrHost: '127.0.0.1',
      fhirBase: hapi.baseUrl,
      user: author.practitioner,
      patient: `Patient/${demo.id}`,
      requestId: 'r-1',
    };
    const { user: _u, patient: _p, ...nobody } = parties;
    const written = (await latestWritten(client, `Patient/${demo.id}`))?.id;
    const events: AuditEvent[] = [
      auditRead(parties, `Observation/${demo.id}-afp`),
      auditSearch(parties, `Observation?patient=${demo.id}`),
      auditCreate(parties, `RiskAssessment/${written}`),
      auditHookCall(parties, { serviceId: 's', hookInstance: 'h', cardUuids: ['c'], assessmentId: 'a', model: 'demo|1.0.0', answer: 'assessed' }),
      auditHookRefused(
        { ...parties, patient: 'Patient/unknown', patientRead: false },
        { serviceId: 's', hookInstance: 'h', code: 'data-missing', missing: ['patient'] },
      ),
      auditAuthFailure(nobody, { endpoint: '/cds-services/s', code: 'expired' }),
      auditFeedback(nobody, { serviceId: 's', cardUuids: ['c'], outcomes: ['accepted'] }),
    ];
    for (const event of events) expect((await client.create(event)).created).toBe(true);
    expect(await client.search(`AuditEvent?patient=Patient/${demo.id}`)).toHaveLength(4);
  });
});
