// SPDX-License-Identifier: Apache-2.0
// Every way in which an imaging server may behave (SMART Imaging Access), played by the sandbox and met by the whole product.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ImagingStudy } from 'fhir/r4';
import type { ChartResources } from '../../src/fhir/chart.ts';
import type { Assessment, RadiomicsRecord } from '../../src/nomogram/assessment.ts';
import { imagingSwitch } from '../../src/sandbox/imaging-switch.ts';
import { serve, type TestServer } from '../fhir/http-server.ts';
import { chartOf, type Hospital, prefetchOf, startHospital, userTokens } from '../support/hospital.ts';

let hospital: Hospital;
let foreign: TestServer;

beforeAll(async () => {
  foreign = await serve((_exchange, response) => response.writeHead(404).end());
  hospital = await startHospital({
    scenarios: ['high'],
    config: { deadlines: { dicomwebMs: 20_000 } },
    study: (spec) => ({ ...spec, grid: { ...spec.grid, columns: 128, rows: 128, pixelMm: spec.grid.pixelMm * 4 } }),
    ehr: () => ({ imaging: { patientIdentifiers: [{ system: 'https://demo-hospital.example/mrn' }], retryMaxWaitMs: 2000 } }),
  });
}, 120_000);
afterAll(async () => {
  await hospital?.stop();
  await foreign?.stop();
});
beforeEach(() => {
  hospital.faults.set({ kind: 'none' });
  hospital.imaging.set({});
  hospital.seenByArchive.length = 0;
  foreign.seen.length = 0;
});

/** The images are looked for and read anew, as the job does it. */
async function radiomics(chart: Partial<ChartResources> = {}): Promise<RadiomicsRecord> {
  const demo = hospital.patient('high');
  const assessment = await hospital.server.runtime.assessments.assess({
    fhirBase: hospital.sandbox.fhir,
    patient: `Patient/${demo.id}`,
    chart: { ...chartOf(demo), ...chart },
    asOfIso: new Date().toISOString(),
    deadlineMs: 60_000,
    language: 'en',
    recompute: true,
  });
  return assessment.radiomics;
}
const credentials = (): readonly (string | undefined)[] => [...new Set(hospital.seenByArchive.map(({ authorization }) => authorization))];

describe('an imaging server', () => {
  it('as usual: one token of our own opens the study, and nothing else goes to the archive', async () => {
    expect(await radiomics()).toMatchObject({ status: 'computed' });
    expect(credentials()).toEqual([expect.stringMatching(/^Bearer [\w.-]+$/)]);
    // a signed client assertion has three parts; an access token of this sandbox has none
    expect(credentials()[0]).not.toMatch(/\./);
  });

  it('that contains the Endpoint in the study', async () => {
    hospital.imaging.set({ endpoints: 'contained' });
    expect(await radiomics()).toMatchObject({ status: 'computed' });
    expect(credentials()).toEqual([expect.stringMatching(/^Bearer /)]);
  });

  it('that answers only the searches it must', async () => {
    hospital.imaging.set({ strictSearch: true });
    expect(await radiomics()).toMatchObject({ status: 'computed' });
  });

  it('that lists studies without their series', async () => {
    hospital.imaging.set({ seriesDetail: false });
    expect(await radiomics()).toMatchObject({ status: 'computed' });
  });

  it.each(['0', new Date(0).toUTCString()])('that is busy twice (Retry-After: %s) is asked the same again', async (retryAfter) => {
    hospital.imaging.set({ busyTwice: { retryAfter } });
    expect(await radiomics()).toMatchObject({ status: 'computed' });
  });

  it('that is busy for longer than the site waits is not waited for', async () => {
    hospital.imaging.set({ busyTwice: { retryAfter: '3600' }, accessToken: 'missing' });
    const record = await radiomics({ imagingStudies: [], endpoints: [] });
    expect(record).toMatchObject({ status: 'unavailable', code: 'imaging-busy' });
  });

  it('whose archive is busy twice', async () => {
    hospital.faults.set({ kind: '503-twice', retryAfterS: 0 });
    expect(await radiomics()).toMatchObject({ status: 'computed' });
  });

  it('that offers full studies only', async () => {
    hospital.faults.set({ kind: 'full-study-only' });
    expect(await radiomics()).toMatchObject({ status: 'computed' });
    const given = hospital.seenByArchive.filter(({ path }) => /^\/studies\/[\d.]+$/.test(path));
    expect(given.length).toBeGreaterThan(0);
  });

  it.each([false, 'ct'] as const)('that offers full studies only and lists no outline (series: %s)', async (seriesDetail) => {
    hospital.imaging.set({ seriesDetail });
    hospital.faults.set({ kind: 'full-study-only' });
    expect(await radiomics()).toMatchObject({ status: 'computed' });
  });

  it.each(['SEG', 'CT'])('that forbids a part of the study (%s): said so, never taken for absent', async (modality) => {
    hospital.faults.set({ kind: 'partial-forbidden', modality });
    const record = await radiomics();
    expect(record).toMatchObject({ status: 'unavailable', code: 'dicomweb-unauthorized' });
    expect(record.features).toBeUndefined();
  });

  it('whose Endpoint needs no token: no Authorization header at all', async () => {
    hospital.imaging.set({ accessToken: false });
    expect(await radiomics()).toMatchObject({ status: 'computed' });
    expect(credentials()).toEqual([undefined]);
  });

  it('whose Endpoint says nothing about a token: never the SMART token', async () => {
    hospital.imaging.set({ accessToken: 'missing' });
    expect(await radiomics()).toMatchObject({ status: 'unavailable', code: 'dicomweb-unauthorized' });
    expect(credentials()).toEqual([]); // the sandbox turned the requests away at its door
  });

  it('whose Endpoint names a foreign host: not called at all, with or without a token', async () => {
    hospital.imaging.set({ address: `${foreign.origin}/dicom-web` });
    const record = await radiomics();
    expect(record).toMatchObject({ status: 'unavailable', code: 'address-not-allowed' });
    expect(record.message).toContain(foreign.origin);
    expect(foreign.seen).toEqual([]);
  });

  it('whose archive redirects to a foreign host: not followed, and the token stays', async () => {
    hospital.faults.set({ kind: 'redirect', to: `${foreign.origin}/dicom-web` });
    expect(await radiomics()).toMatchObject({ status: 'unavailable', code: 'dicomweb-redirect' });
    expect(foreign.seen).toEqual([]);
  });
});

describe('images at another FHIR base than the chart', () => {
  it('are found through the smart-configuration', async () => {
    const imaging = imagingSwitch();
    imaging.set({ base: 'associated' });
    const split = await startHospital({
      scenarios: ['high'],
      sandbox: { imaging },
      study: (spec) => ({ ...spec, grid: { ...spec.grid, columns: 128, rows: 128, pixelMm: spec.grid.pixelMm * 4 } }),
    });
    try {
      const demo = split.patient('high');
      const assessment = await split.server.runtime.assessments.assess({
        fhirBase: split.sandbox.fhir,
        patient: `Patient/${demo.id}`,
        chart: { ...chartOf(demo), imagingStudies: [], endpoints: [] },
        asOfIso: new Date().toISOString(),
        deadlineMs: 60_000,
        language: 'en',
      });
      expect(assessment.radiomics).toMatchObject({ status: 'computed' });
      expect(split.seenByArchive.every(({ authorization }) => authorization?.startsWith('Bearer ') === true)).toBe(true);

      // The app's user: the studies are those that the user's own token sees there.
      const { access_token: token } = await userTokens(split.sandbox, demo.id);
      const response = await fetch(`${split.server.url}/api/views`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({ iss: split.sandbox.fhir, patientId: demo.id, recompute: true }),
      });
      const opened = (await response.json()) as { assessment: Assessment };
      expect(opened.assessment.radiomics).toMatchObject({ status: 'computed' });
      const context = await split.server.runtime.store.context(opened.assessment.id);
      expect(context?.chart).toMatchObject({
        imagingAsked: true,
        imaging: [expect.objectContaining({ reference: chartOf(demo).imagingStudies.map(({ id }) => `ImagingStudy/${id}`)[0] })],
      });
      expect(split.seenByArchive.filter(({ authorization }) => authorization?.includes(token))).toEqual([]);
    } finally {
      await split.stop();
    }
  }, 60_000);
});

describe('a record without any ImagingStudy', () => {
  it('the archive is asked by the patient identifier that the site names', async () => {
    hospital.imaging.set({ base: 'associated', modes: [], accessToken: false });
    const record = await radiomics({ imagingStudies: [], endpoints: [] });
    expect(record).toMatchObject({ status: 'computed' });
    expect(hospital.seenByArchive[0]).toEqual({ path: '/studies', authorization: undefined });
    // Read without a FHIR resource to point at: the audit trail names the study by its UID.
    let named: readonly (string | undefined)[] = [];
    for (let look = 0; look < 100 && !named.some((value) => value?.startsWith('urn:oid:')); look += 1) {
      named = (await hospital.auditTrail()).flatMap(({ entity }) => entity?.map(({ what }) => what?.identifier?.value) ?? []);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(named).toContain(`urn:oid:${record.studyUid}`);
  });

  it('is no obstacle to a hook: an EHR that does not serve ImagingStudy still gets its answer', async () => {
    hospital.imaging.set({ base: 'associated', modes: [], accessToken: false });
    const demo = hospital.patient('high');
    const { access_token: token } = await userTokens(hospital.sandbox, demo.id);
    const { imaging: _, ...prefetch } = prefetchOf(demo);
    const { status, body } = await hospital.hook('high', { token, prefetch });
    expect(status).toBe(200);
    const id = body.cards?.[0]?.links?.find(({ appContext }) => appContext !== undefined)?.appContext ?? '';
    const context = await hospital.server.runtime.store.context(id);
    expect(context?.chart.imaging).toEqual([]);
    expect((await hospital.server.runtime.assessments.get(id))?.radiomics.status).toBe('computed');
    expect(hospital.seenByArchive.filter(({ authorization }) => authorization !== undefined)).toEqual([]);
  });
});

describe('several studies with an outline', () => {
  it('are listed with date, description and modality; the one that a person names is measured', async () => {
    const chart = chartOf(hospital.patient('high'));
    const [study] = chart.imagingStudies as ImagingStudy[];
    const other = { ...study!, id: 'other', started: '2020-02-03T10:00:00Z', identifier: [{ system: 'urn:dicom:uid', value: 'urn:oid:1.2.3.4' }] };
    const record = await radiomics({ imagingStudies: [study!, other] });
    expect(record).toMatchObject({ status: 'refused', code: 'several-studies' });
    expect(record.message).toMatch(/2020-02-03/);
    expect(record.candidates).toHaveLength(2);
    expect(record.candidates?.[1]).toEqual({ studyUid: '1.2.3.4', dateIso: other.started, description: other.description, modality: 'CT, SEG' });
    const demo = hospital.patient('high');
    const named = await hospital.server.runtime.assessments.assess({
      fhirBase: hospital.sandbox.fhir,
      patient: `Patient/${demo.id}`,
      chart: { ...chart, imagingStudies: [study!, other] },
      asOfIso: new Date().toISOString(),
      deadlineMs: 60_000,
      language: 'en',
      images: { studyUid: record.candidates![0]!.studyUid },
    });
    expect(named.radiomics).toMatchObject({ status: 'computed', studyUid: record.candidates![0]!.studyUid });
  });
});

describe('an EHR that gives this service no right to look for images', () => {
  it('is named as the cause, not the archive that turns us away without a token', async () => {
    const limited = await startHospital({
      scenarios: ['high'],
      backendScopes: 'system/AuditEvent.c',
      study: (spec) => ({ ...spec, grid: { ...spec.grid, columns: 128, rows: 128, pixelMm: spec.grid.pixelMm * 4 } }),
    });
    try {
      const demo = limited.patient('high');
      const assessment = await limited.server.runtime.assessments.assess({
        fhirBase: limited.sandbox.fhir,
        patient: `Patient/${demo.id}`,
        chart: chartOf(demo),
        asOfIso: new Date().toISOString(),
        deadlineMs: 60_000,
        language: 'en',
      });
      expect(assessment.radiomics).toMatchObject({ status: 'unavailable', code: 'imaging-forbidden' });
      expect(assessment.radiomics.message).toMatch(/HTTP 403.*system\/ImagingStudy\.rs/);
    } finally {
      await limited.stop();
    }
  }, 60_000);
});
