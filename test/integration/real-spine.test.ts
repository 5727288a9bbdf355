// SPDX-License-Identifier: Apache-2.0
// The whole spine against a real archive (Orthanc), a real FHIR server (HAPI) and a real CT: only the patient is invented.
import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { AuditEvent, Bundle, Endpoint, FhirResource, ImagingStudy, Provenance, RiskAssessment } from 'fhir/r4';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { type DemoPatient, demoPatientFor } from '../../fhir-fixtures/patients/index.ts';
import { hookRequest } from '../../fhir-fixtures/requests/index.ts';
import { type ConfigInput, parseConfig } from '../../src/config.ts';
import { fhirClient } from '../../src/fhir/client.ts';
import { writeAssessment } from '../../src/fhir/write-back.ts';
import { readPart10 } from '../../src/imaging/dicom/part10.ts';
import { readDicomFolder } from '../../src/imaging/dicom/read-folder.ts';
import { dicomWebClient } from '../../src/imaging/dicomweb/client.ts';
import { readNrrd } from '../../src/imaging/nrrd.ts';
import { SEG_CODES } from '../../src/imaging/seg/codes.ts';
import { writeSeg } from '../../src/imaging/seg/write-seg.ts';
import type { Assessment } from '../../src/nomogram/assessment.ts';
import { type RunningServer, startServer } from '../../src/server/start.ts';
import { describeWithHapi, type HapiServer, startHapi } from '../support/hapi.ts';
import { oraclesDir } from '../support/oracles.ts';
import { type Orthanc, startOrthanc } from '../support/orthanc.ts';

const ISSUER = 'https://ehr.test/cds';
const asOf = new Date().toISOString().slice(0, 10);

/** Reference features of this CT and mask (PyRadiomics 3.0.1, values/crlm-lesion1-rad-score.csv). */
async function referenceFeatures(folder: string): Promise<Map<string, number>> {
  const text = await readFile(path.join(folder, 'oracles/radiomics/open/values/crlm-lesion1-rad-score.csv'), 'utf8');
  const rows = text.trim().split('\n').slice(1);
  return new Map(rows.map((row) => [row.slice(0, row.lastIndexOf(',')), Number(row.slice(row.lastIndexOf(',') + 1))]));
}

describeWithHapi('the spine on a real CT, a real archive and a real FHIR server', (script) => {
  const folder = oraclesDir()!;
  let orthanc: Orthanc;
  let hapi: HapiServer;
  let server: RunningServer;
  let patient: DemoPatient;
  let signingKey: CryptoKey;
  let assessment: Assessment;

  beforeAll(async () => {
    [orthanc, hapi] = await Promise.all([startOrthanc(), startHapi(script)]);
    const study = await storeRealStudy(folder, orthanc.dicomwebUrl);
    patient = demoPatientFor('high', { asOf, dicomwebBase: orthanc.dicomwebUrl });
    await loadIntoHapi(
      hapi.baseUrl,
      patient.resources.map((resource) => withRealStudy(resource as FhirResource, study)),
    );
    const keys = await generateKeyPair('ES384', { extractable: true });
    signingKey = keys.privateKey;
    server = await startServer(
      parseConfig({
        port: 0,
        databaseUrl: 'memory:',
        logLevel: 'silent',
        models: { active: 'demo' },
        deadlines: { hookHardMs: 20_000 },
        responsiblePerson: { name: 'Integration test' },
        ehrs: [
          {
            fhirBase: hapi.baseUrl,
            cdsIssuers: [{ iss: ISSUER, jwks: { keys: [{ ...(await exportJWK(keys.publicKey)), kty: 'EC', kid: 'ehr', alg: 'ES384' }] } }],
            dicomweb: { allowed: [orthanc.dicomwebUrl] },
          },
        ],
      } satisfies ConfigInput),
    );
  }, 300_000);

  afterAll(async () => {
    await server?.stop();
    await Promise.all([orthanc?.stop(), hapi?.stop()]);
  }, 60_000);

  it('answers a signed hepatectomy with a card whose features equal PyRadiomics on the same CT and mask', async () => {
    const url = `${server.url}/cds-services/hcc-rfs-order-sign`;
    const jwt = await new SignJWT({})
      .setProtectedHeader({ alg: 'ES384', kid: 'ehr', typ: 'JWT' })
      .setIssuer(ISSUER)
      .setAudience(url)
      .setIssuedAt()
      .setExpirationTime('5m')
      .setJti(randomUUID())
      .sign(signingKey);
    // No prefetch: every resource is read from HAPI.
    const body = hookRequest('order-sign', patient, { hookInstance: randomUUID(), fhirServer: hapi.baseUrl, accessToken: 'any-token-hapi-checks-none' });
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${jwt}` },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(200);
    const { cards } = (await response.json()) as { cards: { summary: string; detail: string; links: { appContext?: string }[] }[] };
    expect(cards).toHaveLength(1);
    expect(cards[0]!.summary).toMatch(/HCC recurrence.*of 100 similar patients/);
    expect(`${cards[0]!.summary} ${cards[0]!.detail}`).toMatch(/[Dd]emonstration model, synthetic constants/);
    const id = cards[0]!.links.map(({ appContext }) => appContext).find((context) => context !== undefined);
    const stored = await server.runtime.assessments.get(id!);
    expect(stored).toBeDefined();
    assessment = stored!;
    expect(assessment.radiomics.status).toBe('computed');
    const reference = await referenceFeatures(folder);
    expect(reference.size).toBe(5);
    for (const [name, value] of reference) {
      // Tolerance of the reference set: what PyRadiomics itself repeats.
      const got = assessment.radiomics.features?.[name];
      expect(Math.abs(got! - value)).toBeLessThanOrEqual(1e-9 + 1e-6 * Math.abs(value));
    }
  });

  it('writes RiskAssessment and Provenance once, whoever presses twice', async () => {
    const client = fhirClient({ baseUrl: hapi.baseUrl });
    const author = { practitioner: 'Practitioner/demo-surgeon', nowIso: new Date().toISOString(), responsiblePerson: 'Integration test' };
    const first = await writeAssessment(client, assessment, author);
    const second = await writeAssessment(client, assessment, author);
    expect(second.riskAssessment).toBe(first.riskAssessment);
    const found = await client.search<RiskAssessment>(`RiskAssessment?subject=Patient/${patient.id}`);
    expect(found).toHaveLength(1);
    const provenance = await client.search<Provenance>(`Provenance?target=${first.riskAssessment}`);
    expect(provenance).toHaveLength(1);
  });

  it('leaves audit events that HAPI accepts and shows', async () => {
    const client = fhirClient({ baseUrl: hapi.baseUrl });
    const deadline = Date.now() + 20_000;
    let events: readonly AuditEvent[] = [];
    do {
      events = await client.search<AuditEvent>(`AuditEvent?entity=Patient/${patient.id}`);
      if (events.some(({ subtype }) => subtype?.some(({ code }) => code === 'cds-hooks-call'))) break;
      await new Promise((resolve) => setTimeout(resolve, 300));
    } while (Date.now() < deadline);
    expect(events.flatMap(({ subtype }) => subtype?.map(({ code }) => code) ?? [])).toContain('cds-hooks-call');
  });
});

interface RealStudy {
  readonly studyUid: string;
  readonly ctSeriesUid: string;
  readonly segSeriesUid: string;
  readonly segInstanceUid: string;
  readonly slices: number;
}

/** The real CT of crlm-1004 and a SEG of its first lesion, made by our own writer, stored by STOW-RS. */
async function storeRealStudy(folder: string, dicomwebUrl: string): Promise<RealStudy> {
  const images = path.join(folder, 'data/dicom/crlm-1004/image');
  const ct = await readDicomFolder(images);
  const drawn = readNrrd(await readFile(path.join(folder, 'data/dicom/crlm-1004/masks/lesion1.nrrd')));
  const seg = writeSeg({
    mask: { grid: ct.grid, data: Uint8Array.from(drawn.data, (value) => (value === 0 ? 0 : 1)) },
    ct: ct.source,
    segment: { label: 'lesion 1', type: SEG_CODES.mass },
    seriesDescription: 'Tumour outline (test)',
    contentDateIso: `${asOf}T08:00:00Z`,
    contentCreator: 'Test^Reader',
  });
  const files = await Promise.all((await readdir(images)).map((name) => readFile(path.join(images, name))));
  await dicomWebClient({ baseUrl: dicomwebUrl, timeoutMs: 60_000 }).store([...files, seg]);
  const { dataset } = readPart10(seg);
  return {
    studyUid: ct.source.studyInstanceUid,
    ctSeriesUid: ct.source.seriesInstanceUid,
    segSeriesUid: String(dataset.SeriesInstanceUID),
    segInstanceUid: String(dataset.SOPInstanceUID),
    slices: ct.grid.size[2],
  };
}

/** The invented patient's record, pointing at the real study; its Endpoint says nothing of tokens, as an ordinary EHR's does. */
function withRealStudy(resource: FhirResource, real: RealStudy): FhirResource {
  if (resource.resourceType === 'Endpoint') {
    const { extension: _left, ...endpoint } = resource as Endpoint;
    return endpoint;
  }
  if (resource.resourceType !== 'ImagingStudy') return resource;
  const study = resource as ImagingStudy;
  return {
    ...study,
    identifier: [{ system: 'urn:dicom:uid', value: `urn:oid:${real.studyUid}` }],
    series: (study.series ?? []).map((series) =>
      series.modality.code === 'SEG'
        ? { ...series, uid: real.segSeriesUid, instance: [{ ...series.instance![0]!, uid: real.segInstanceUid }] }
        : { ...series, uid: real.ctSeriesUid, numberOfInstances: real.slices },
    ),
  };
}

async function loadIntoHapi(baseUrl: string, resources: readonly FhirResource[]): Promise<void> {
  const bundle: Bundle = {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: resources.map((resource) => ({
      fullUrl: `${baseUrl}/${resource.resourceType}/${resource.id}`,
      resource,
      request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
    })),
  };
  const response = await fetch(baseUrl, { method: 'POST', headers: { 'Content-Type': 'application/fhir+json' }, body: JSON.stringify(bundle) });
  if (!response.ok) throw new Error(`HAPI refused the fixtures: ${response.status} ${(await response.text()).slice(0, 2000)}`);
}
