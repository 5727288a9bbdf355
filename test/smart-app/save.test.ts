// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import type { ViewApi } from '../../smart-app/api/client.ts';
import { createOnly, PartialSaveError, saveAssessment } from '../../smart-app/save/save-assessment.ts';
import type { Session } from '../../smart-app/session/session.ts';
import { fhirClient } from '../../src/fhir/client.ts';
import { STATES } from './support/assessments.ts';
import { startFixtureServer } from './support/fixture-server.ts';

const session = (base: string): Session => ({
  iss: `${base}/fhir`,
  patientId: 'demo-a',
  granted: '',
  fhirUser: 'Practitioner/7',
  needPatientBanner: true,
  token: async () => 't',
});
const api = (saved: ViewApi['saved']): ViewApi => ({ saved }) as ViewApi;

describe('save to record', () => {
  it('writes estimate and provenance once, and notes both for the audit', async () => {
    const server = await startFixtureServer();
    try {
      const noted: unknown[] = [];
      const note = api(async (...references) => void noted.push(references));
      const first = await saveAssessment(session(server.url), note, STATES.ready(), 'Dr Lin');
      const again = await saveAssessment(session(server.url), note, STATES.ready(), 'Dr Lin');
      expect(server.written.map((w) => w.resourceType)).toEqual(['RiskAssessment', 'Provenance']);
      expect([first.created, again.created]).toEqual([true, false]);
      expect(again.riskAssessment).toBe(first.riskAssessment);
      expect(noted[0]).toEqual([first.riskAssessment, first.provenance]);
    } finally {
      await server.stop();
    }
  });

  it('refuses a demonstration model without a responsible person, before anything is sent', async () => {
    const server = await startFixtureServer();
    try {
      await expect(
        saveAssessment(
          session(server.url),
          api(async () => undefined),
          STATES.ready(),
          undefined,
        ),
      ).rejects.toThrow('responsible person');
      expect(server.written).toEqual([]);
    } finally {
      await server.stop();
    }
  });

  it('says so when only the estimate got through', async () => {
    const server = await startFixtureServer({ refuse: 'Provenance' });
    try {
      const noted: unknown[] = [];
      const attempt = saveAssessment(
        session(server.url),
        api(async (...references) => void noted.push(references)),
        STATES.ready(),
        'Dr Lin',
      );
      await expect(attempt).rejects.toBeInstanceOf(PartialSaveError);
      expect(server.written.map((w) => w.resourceType)).toEqual(['RiskAssessment']);
      expect(noted).toHaveLength(1);
    } finally {
      await server.stop();
    }
  });

  it('takes a Provenance that may not be read for none, and nothing else', async () => {
    const forbidden: typeof fetch = async () => new Response('{}', { status: 403 });
    const client = createOnly(fhirClient({ baseUrl: 'https://ehr.example/fhir', fetch: forbidden }));
    expect(await client.search('Provenance?target=RiskAssessment/1')).toEqual([]);
    await expect(client.search('Observation?subject=1')).rejects.toMatchObject({ code: 'forbidden' });
  });
});
