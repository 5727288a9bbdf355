// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import express from 'express';
import request from 'supertest';
import { PLAIN_STUDY, PLAIN_TUMOUR, type SyntheticStudySpec, studyUids, syntheticStudy } from '../../fhir-fixtures/synthetic-liver/index.ts';
import { readPart10, writePart10 } from '../../src/imaging/dicom/part10.ts';
import { dicomWebClient } from '../../src/imaging/dicomweb/client.ts';
import { ImagingError } from '../../src/imaging/errors.ts';
import { faultSwitch } from '../../src/sandbox/dicomweb/faults.ts';
import { type AccessTarget, dicomwebRouter, type Verdict } from '../../src/sandbox/dicomweb/server.ts';
import { createDicomStore, type DicomStore } from '../../src/sandbox/dicomweb/store.ts';

const SMALL = { ...PLAIN_STUDY.grid, columns: 128, rows: 128, pixelMm: 2.96, slices: 6, topMm: 48 };
const spec = (key: string, id: string): SyntheticStudySpec => ({
  ...PLAIN_STUDY,
  key,
  grid: SMALL,
  tumours: [{ ...PLAIN_TUMOUR, diameterMm: 46 }],
  patient: { ...PLAIN_STUDY.patient, id, name: `DEMO^${id}` },
});
const ONE = spec('archive one', 'DEMO-0001');
const TWO = { ...spec('archive two', 'DEMO-0002'), acquiredIso: '2026-10-01T08:00:00', segmented: false };
const MULTIPART = 'multipart/related; type="application/dicom"; transfer-syntax=*';

let cacheDir: string;
let store: DicomStore;
let server: Server;
let base: string;
let verdict: (target: AccessTarget) => Verdict;
const faults = faultSwitch();
const uids = studyUids(ONE.key);
const client = () => dicomWebClient({ baseUrl: base, timeoutMs: 5000, retry: { attempts: 2, maxWaitMs: 2000 } });

beforeAll(async () => {
  cacheDir = mkdtempSync(path.join(tmpdir(), 'hepanom-dicomweb-'));
  store = createDicomStore({ cacheDir });
  store.addSynthetic(ONE);
  store.addSynthetic(TWO);
  const app = express();
  app.use('/dicom-web', dicomwebRouter(store, { faults, maxStoreBytes: 2_000_000, authorize: (_request, target) => verdict(target) }));
  server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/dicom-web`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(cacheDir, { recursive: true, force: true });
});
beforeEach(() => {
  faults.set({ kind: 'none' });
  verdict = () => 'allow';
});

const get = (address: string) => request(base).get(address);
const value = (dataset: Record<string, { Value?: unknown[] }>, tag: string) => dataset[tag]?.Value?.[0];

/** A multipart body of files, in the form that curl users send. */
function stowBody(files: readonly Uint8Array[]): Buffer {
  const parts = files.flatMap((file) => [Buffer.from('--b\r\nContent-Type: application/dicom\r\n\r\n'), Buffer.from(file), Buffer.from('\r\n')]);
  return Buffer.concat([...parts, Buffer.from('--b--\r\n')]);
}
const stow = (address: string, body: Buffer) =>
  request(base).post(address).set('Content-Type', 'multipart/related; type="application/dicom"; boundary=b').send(body);

describe('QIDO-RS of the sandbox archive', () => {
  it('lists studies with counts, modalities and their address', async () => {
    const { body, headers } = await get('/studies').expect(200);
    expect(headers['content-type']).toMatch(/^application\/dicom\+json/);
    const one = body.find((study: never) => value(study, '0020000D') === uids.study);
    expect(one['00080061'].Value).toEqual(['CT', 'SEG']);
    expect([value(one, '00201206'), value(one, '00201208')]).toEqual([2, 7]);
    expect(value(one, '00081190')).toBe(`${base}/studies/${uids.study}`);
    expect(one['00100010'].Value).toEqual([{ Alphabetic: 'DEMO^DEMO-0001' }]);
  });

  it.each([
    ['PatientID=DEMO-0002', ['archive two']],
    ['00100020=DEMO-000*', ['archive one', 'archive two']],
    ['ModalitiesInStudy=SEG', ['archive one']],
    ['StudyDate=20261101-20261130', ['archive one']],
    ['StudyDate=-20261031', ['archive two']],
    ['PatientName=demo%5E*2', ['archive two']],
    ['PatientID=nobody', []],
    ['limit=1&offset=1', ['archive two']],
  ])('matches studies by %s', async (query, keys) => {
    const { body } = await get(`/studies?${query}`).expect(200);
    expect(body.map((study: never) => value(study, '0020000D'))).toEqual(keys.map((key) => studyUids(key).study));
  });

  it('lists series by modality and returns the fields asked for', async () => {
    const { body } = await get(`/studies/${uids.study}/series?Modality=SEG&includefield=FrameOfReferenceUID`).expect(200);
    expect(body).toHaveLength(1);
    expect(value(body[0], '0020000E')).toBe(uids.segSeries);
    expect(value(body[0], '00200052')).toBe(uids.frameOfReference);
    const plain = await get(`/studies/${uids.study}/series`).expect(200);
    expect(plain.body.map((one: never) => value(one, '00201209'))).toEqual([6, 1]);
    expect(plain.body[0]).not.toHaveProperty('00200052');
  });

  it('lists instances by UID, several at once', async () => {
    const wanted = [uids.slice(1), uids.slice(4)];
    const { body } = await get(`/studies/${uids.study}/series/${uids.ctSeries}/instances?SOPInstanceUID=${wanted.join(',')}`).expect(200);
    expect(body.map((one: never) => value(one, '00080018'))).toEqual(wanted);
  });

  it('ignores unknown keys with a warning, refuses an unreadable limit', async () => {
    const { headers, body } = await get('/studies?BadTag=1').expect(200);
    expect(headers.warning).toMatch(/^299 /);
    expect(body).toHaveLength(2);
    expect((await get('/studies?limit=x').expect(400)).body).toMatchObject({ code: 'query-not-readable' });
  });
});

describe('WADO-RS of the sandbox archive', () => {
  it('streams a series that equals the generated files, in order', async () => {
    const received: Uint8Array[] = [];
    for await (const part of client().retrieveSeries(uids.study, uids.ctSeries)) received.push(part);
    const expected = syntheticStudy(ONE).ctInstances;
    expect(received).toHaveLength(expected.length);
    for (const [index, bytes] of received.entries()) expect(Buffer.compare(Buffer.from(bytes), Buffer.from(expected[index]!))).toBe(0);
  });

  it('serves the SEG, the whole study and single instances', async () => {
    const { seg } = syntheticStudy(ONE);
    const got = await client().retrieveInstance(uids.study, uids.segSeries, uids.segInstance);
    expect(Buffer.compare(Buffer.from(got), Buffer.from(seg!))).toBe(0);
    const whole = await get(`/studies/${uids.study}`).set('Accept', MULTIPART).buffer(true).parse(binary).expect(200);
    expect((whole.body as Buffer).toString('latin1').match(/Content-Type: application\/dicom/g)).toHaveLength(7);
  });

  it.each([MULTIPART, 'multipart/related; type=application/dicom; transfer-syntax=*', 'multipart/related;type="application/dicom"', '*/*'])(
    'accepts "%s"',
    async (accept) => {
      await get(`/studies/${uids.study}/series/${uids.segSeries}`).set('Accept', accept).buffer(true).parse(binary).expect(200);
    },
  );

  it.each(['image/jpeg', 'multipart/related; type="image/jp2"', 'multipart/related; type="application/dicom"; transfer-syntax=1.2.840.10008.1.2.4.90'])(
    'answers 406 to "%s"',
    async (accept) => {
      expect((await get(`/studies/${uids.study}`).set('Accept', accept).expect(406)).body).toMatchObject({ code: 'not-acceptable' });
    },
  );

  it('gives metadata without pixels, and the pixels under the address that it names', async () => {
    const { body } = await get(`/studies/${uids.study}/series/${uids.ctSeries}/metadata`).expect(200);
    expect(body).toHaveLength(6);
    expect(body[0]['00281052'].Value).toEqual([-1024]);
    expect(body[0]['7FE00010']).not.toHaveProperty('Value');
    const uri = new URL(body[2]['7FE00010'].BulkDataURI);
    const bulk = await get(uri.pathname.replace('/dicom-web', '')).buffer(true).parse(binary).expect(200);
    expect((bulk.body as Buffer).length).toBeGreaterThan(128 * 128 * 2);
    const frame = await get(`/studies/${uids.study}/series/${uids.ctSeries}/instances/${uids.slice(2)}/frames/1`)
      .buffer(true)
      .parse(binary)
      .expect(200);
    expect((frame.body as Buffer).length).toBe((bulk.body as Buffer).length);
    await get(`/studies/${uids.study}/series/${uids.ctSeries}/instances/${uids.slice(2)}/frames/2`).expect(404);
  });

  it('answers what is not there, and UIDs that are none, in JSON', async () => {
    expect((await get('/studies/2.25.1').expect(404)).body).toMatchObject({ code: 'not-found' });
    expect((await get(`/studies/${uids.study}/series/2.25.1`).expect(404)).body.message).toContain('series');
    expect((await get('/studies/..%2fx').expect(400)).body).toMatchObject({ code: 'uid-not-valid' });
    expect((await get('/nothing').expect(404)).body).toMatchObject({ code: 'not-found' });
  });
});

describe('access', () => {
  it('answers 401 without a token, before it says whether the study exists', async () => {
    verdict = () => 'unauthenticated';
    for (const address of ['/studies', `/studies/${uids.study}`, '/studies/2.25.1', `/studies/${uids.study}/metadata`]) {
      const { headers } = await get(address).expect(401);
      expect(headers['www-authenticate']).toBe('Bearer');
    }
    await stow('/studies', stowBody([])).expect(401);
  });

  it('hides studies of other patients in a search, and forbids them by name', async () => {
    verdict = ({ patientId }) => (patientId === undefined || patientId === 'DEMO-0001' ? 'allow' : 'forbidden');
    const { body } = await get('/studies').expect(200);
    expect(body.map((study: never) => value(study, '00100020'))).toEqual(['DEMO-0001']);
    const other = studyUids(TWO.key).study;
    await get(`/studies/${other}`).expect(403);
    await get(`/studies/${other}/series`).expect(403);
    await get(`/studies/${other}/metadata`).expect(403);
  });
});

describe('STOW-RS of the sandbox archive', () => {
  const file = (sop: string, study = '2.25.777') => {
    const { dataset } = readPart10(syntheticStudy({ ...ONE, segmented: false, grid: { ...SMALL, slices: 1 } }).ctInstances[0]!);
    return writePart10({ ...dataset, SOPInstanceUID: sop, SeriesInstanceUID: '2.25.778', StudyInstanceUID: study });
  };

  it('stores, lists what it stored, and serves the same bytes', async () => {
    const bytes = file('2.25.1001');
    const { body } = await stow('/studies', stowBody([bytes])).expect(200);
    expect(body['00081199'].Value[0]['00081155'].Value).toEqual(['2.25.1001']);
    expect(body).not.toHaveProperty('00081198');
    expect(Buffer.compare(Buffer.from(await client().retrieveInstance('2.25.777', '2.25.778', '2.25.1001')), Buffer.from(bytes))).toBe(0);
    const listed = await get('/studies/2.25.777/series/2.25.778/instances').expect(200);
    expect(listed.body).toHaveLength(1);
  });

  it('works with the client of the product', async () => {
    await expect(client().store([file('2.25.1002'), file('2.25.1003')])).resolves.toEqual({ stored: 2 });
  });

  it('says for each object what failed: 202 for some, 409 for none', async () => {
    const some = await stow('/studies', stowBody([file('2.25.1004'), Buffer.from('no dicom at all')])).expect(202);
    expect(some.body['00081198'].Value[0]['00081197'].Value).toEqual([0xc000]);
    expect(some.body['00081199'].Value).toHaveLength(1);
    const none = await stow('/studies/2.25.999', stowBody([file('2.25.1005')])).expect(409);
    expect(none.body['00081198'].Value[0]['00081197'].Value).toEqual([0xa900]);
    await get('/studies/2.25.777/series/2.25.778/instances/2.25.1005').expect(404);
  });

  it('refuses other bodies with a reason', async () => {
    expect((await request(base).post('/studies').set('Content-Type', 'application/dicom').send(Buffer.from('x')).expect(415)).body).toMatchObject({
      code: 'unsupported-media-type',
    });
    expect((await stow('/studies', Buffer.from('--b--\r\n')).expect(400)).body).toMatchObject({ code: 'empty' });
    expect((await stow('/studies', Buffer.from('--b\r\nContent-Type: application/dicom\r\n\r\ncut')).expect(400)).body).toMatchObject({
      code: 'dicomweb-incomplete',
    });
    expect((await stow('/studies', stowBody([new Uint8Array(2_100_000)])).expect(400)).body).toMatchObject({ code: 'dicomweb-too-large' });
  });
});

describe('faults on demand', () => {
  const series = () => client().retrieveSeries(uids.study, uids.ctSeries);
  const drain = async (): Promise<number> => {
    let count = 0;
    for await (const _part of series()) count += 1;
    return count;
  };

  it('cuts the connection when down', async () => {
    faults.set({ kind: 'down' });
    await expect(drain()).rejects.toBeInstanceOf(ImagingError);
  });

  it('is busy twice, then answers the same request', async () => {
    faults.set({ kind: '503-twice', retryAfterS: 1 });
    await expect(drain()).resolves.toBe(6);
  });

  it('truncates so that the missing end can be noticed', async () => {
    faults.set({ kind: 'truncate', bytes: 50_000 });
    await expect(drain()).rejects.toMatchObject({ code: 'dicomweb-incomplete' });
  });

  it('waits, forbids, or offers full studies only', async () => {
    faults.set({ kind: 'slow', ms: 150 });
    const start = performance.now();
    await get('/studies').expect(200);
    expect(performance.now() - start).toBeGreaterThan(140);
    faults.set({ kind: 'forbidden' });
    await get('/studies').expect(403);
    faults.set({ kind: 'full-study-only' });
    await get('/studies').expect(501);
    await get(`/studies/${uids.study}/metadata`).expect(501);
    await get(`/studies/${uids.study}`).set('Accept', MULTIPART).buffer(true).parse(binary).expect(200);
  });
});

describe('rendered pixels', () => {
  it('are kept in the folder and found again by the next start', async () => {
    await store.warm();
    expect(readdirSync(cacheDir).filter((name) => name.endsWith('.i16'))).toHaveLength(2);
    const next = createDicomStore({ cacheDir });
    next.addSynthetic({ ...ONE, acquiredIso: '2027-01-01T08:00:00' }); // another day, the same pixels
    const seen: string[] = [];
    await expect(next.warm((done, total) => seen.push(`${done}/${total}`))).resolves.toEqual({ rendered: 0 });
    expect(seen).toEqual(['1/1']);
    const [first] = next.instances({ sopUid: uids.slice(0) });
    const { dataset } = readPart10(await first!.bytes());
    expect(dataset.StudyDate).toBe('20270101');
  });

  it('stay in memory without a folder', async () => {
    const memory = createDicomStore();
    memory.addSynthetic(ONE);
    await expect(memory.warm()).resolves.toEqual({ rendered: 1 });
    const bytes = await memory.instances({ sopUid: uids.slice(3) })[0]!.bytes();
    expect(Buffer.compare(Buffer.from(bytes), Buffer.from(syntheticStudy(ONE).ctInstances[3]!))).toBe(0);
  });
});

/** supertest parser that keeps bytes. */
function binary(response: request.Response, done: (error: Error | null, body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  response.on('data', (chunk: Buffer) => chunks.push(chunk));
  response.on('end', () => done(null, Buffer.concat(chunks)));
}
