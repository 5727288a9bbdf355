// SPDX-License-Identifier: Apache-2.0
// Measurements go to the archive of the sandbox over STOW-RS, with its tokens, once.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Scenario } from '../../fhir-fixtures/patients/index.ts';
import { readMeasurementReport } from '../../src/imaging/sr/read-report.ts';
import type { SentReport } from '../../src/imaging/sr/send-report.ts';
import type { Assessment } from '../../src/nomogram/assessment.ts';
import { type Hospital, startHospital, userTokens } from '../support/hospital.ts';

let hospital: Hospital;
const SCOPES =
  'system/Patient.rs system/Observation.rs system/Condition.rs system/Procedure.rs system/ImagingStudy.crs system/RiskAssessment.crus system/Provenance.c system/AuditEvent.c';
const start = (imaging: { storeReports: boolean; timeZone?: string }, backendScopes?: string): Promise<Hospital> =>
  startHospital({
    ...(backendScopes === undefined ? {} : { backendScopes }),
    scenarios: ['high', 'no-segmentation'],
    config: { deadlines: { hookHardMs: 30_000, appMs: 30_000 }, imaging, responsiblePerson: { name: 'Dr. Responsible' } },
    study: (spec) => ({ ...spec, grid: { ...spec.grid, columns: 128, rows: 128, pixelMm: spec.grid.pixelMm * 4 } }),
  });
afterAll(async () => hospital?.stop());

async function viewOf(scenario: Scenario): Promise<{ readonly token: string; readonly assessment: Assessment }> {
  const { id } = hospital.patient(scenario);
  const tokens = await userTokens(hospital.sandbox, id);
  await hospital.hook(scenario);
  const response = await fetch(`${hospital.server.url}/api/views`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${tokens.access_token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ iss: hospital.sandbox.fhir, patientId: id }),
  });
  expect(response.status).toBe(200);
  const { viewToken, assessment } = (await response.json()) as { viewToken: string; assessment: Assessment };
  return { token: viewToken, assessment };
}
const press = (token: string): Promise<Response> =>
  fetch(`${hospital.server.url}/api/view/report`, { method: 'POST', headers: { Authorization: `Bearer ${token}` } });
const reports = (): ReturnType<Hospital['archive']['instances']> =>
  hospital.archive.instances().filter(({ sopClassUid }) => sopClassUid === '1.2.840.10008.5.1.4.1.1.88.34');
/** Audit events are posted in the background. */
async function audited(kind: string): Promise<number> {
  for (let look = 0; look < 100; look += 1) {
    const events = (await hospital.auditTrail()).filter(({ entity }) => entity?.some(({ detail }) => detail?.some(({ valueString }) => valueString === kind)));
    if (events.length > 0) return events.length;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return 0;
}

describe('where the site allows it', () => {
  beforeAll(async () => {
    hospital = await start({ storeReports: true, timeZone: 'Asia/Shanghai' }, SCOPES);
  }, 120_000);

  it('stores the measurements of the assessment beside the CT, once however often and however fast one presses', async () => {
    const { token, assessment } = await viewOf('high');
    expect(assessment.radiomics.status).toBe('computed');
    const [first, second] = await Promise.all([press(token), press(token)]);
    const sent = (await first.json()) as SentReport;
    expect([first.status, second.status, sent.state]).toEqual([200, 200, 'stored']);
    expect(((await (await press(token)).json()) as SentReport).state).toBe('present');
    expect(reports().map(({ sopUid, studyUid }) => [sopUid, studyUid])).toEqual([[sent.sopInstanceUid, assessment.radiomics.studyUid]]);
    const report = readMeasurementReport((await reports()[0]?.bytes()) ?? new Uint8Array());
    const values = Object.fromEntries(report.lesions[0]?.measurements.map(({ name, value }) => [name, value]) ?? []);
    expect(values).toEqual({ ...assessment.radiomics.features, 'rad-score': assessment.radiomics.radScore });
    expect(report.startedIso).toMatch(/\+08:00$/);
    expect(new Date(report.startedIso).getTime()).toBe(Math.floor(Date.parse(assessment.radiomics.measuredIso ?? '') / 1000) * 1000);
    expect(await audited('report-stored')).toBeGreaterThan(0);
    expect(await audited('report-present')).toBeGreaterThan(0);
  }, 60_000);

  it('still loads and measures the study that now holds a report', async () => {
    const { token } = await viewOf('high');
    const response = await fetch(`${hospital.server.url}/api/view/ct`, { headers: { Authorization: `Bearer ${token}` } });
    expect(response.status).toBe(200);
  }, 60_000);

  it('says that there is nothing to send where nothing was measured', async () => {
    const { token } = await viewOf('no-segmentation');
    const response = await press(token);
    expect([response.status, await response.json()]).toEqual([409, expect.objectContaining({ code: 'nothing-measured' })]);
  }, 60_000);

  it('passes on why the archive did not take it, and audits that', async () => {
    const { token } = await viewOf('high');
    await press(token); // the images are in the view's cache now
    hospital.faults.set({ kind: 'forbidden' });
    try {
      const response = await press(token);
      expect([response.status, await response.json()]).toEqual([502, expect.objectContaining({ code: 'dicomweb-unauthorized' })]);
    } finally {
      hospital.faults.set({ kind: 'none' });
    }
    expect(await audited('report-failed')).toBeGreaterThan(0);
  }, 60_000);

  it('tells the app that it may offer it, and refuses without a view', async () => {
    const config = (await (await fetch(`${hospital.server.url}/app/config.json`)).json()) as { storeReports?: boolean };
    expect(config.storeReports).toBe(true);
    expect((await press('not-a-view-token-at-all')).status).toBe(401);
    await hospital.stop();
  });
});

describe('where our backend client may read images but not store', () => {
  beforeAll(async () => {
    hospital = await start({ storeReports: true });
  }, 120_000);

  it('says that the archive refused it, and stores nothing', async () => {
    const { token } = await viewOf('high');
    const response = await press(token);
    expect([response.status, await response.json()]).toEqual([502, expect.objectContaining({ code: 'dicomweb-unauthorized' })]);
    expect(reports()).toEqual([]);
  }, 60_000);
});
