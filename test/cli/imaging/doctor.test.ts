// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { PLAIN_STUDY, syntheticStudy } from '../../../fhir-fixtures/synthetic-liver/index.ts';
import { checkDoctorOptions, type DoctorOptions, runArchiveDoctor } from '../../../src/cli/imaging/archive/doctor-command.ts';
import type { ArchiveFinding } from '../../../src/cli/imaging/archive/findings.ts';
import { testObject } from '../../../src/cli/imaging/archive/store.ts';
import { dicomWebClient } from '../../../src/imaging/dicomweb/client.ts';
import { MULTIPART_TYPE, multipartBody, startServer } from '../../imaging/support/archive.ts';
import { type Orthanc, startOrthanc } from '../../support/orthanc.ts';
import { freePort } from '../../support/processes.ts';
import { describeWithService } from '../../support/services.ts';
import { type ArchiveServer, SMALL_STUDY, startArchiveServer, TOKEN } from '../support/archive-server.ts';

const ENTRY = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));
const NOW = '2026-11-23T10:00:00Z';
const small = syntheticStudy(SMALL_STUDY);
let archive: ArchiveServer;
beforeAll(async () => {
  archive = await startArchiveServer();
  await archive.store.warm();
});
afterAll(() => archive?.stop());
beforeEach(() => {
  archive.faults.set({ kind: 'none' });
  archive.wantsToken = false;
  archive.seen.length = 0;
});

interface Walked {
  readonly status: number;
  readonly text: string;
  readonly findings: readonly ArchiveFinding[];
}
/** Runs the command for people and for programs; both must say the same. */
async function doctorTwice(options: DoctorOptions): Promise<Walked> {
  const people = await doctor({ ...options, json: false });
  const programs = await doctor(options);
  expect(people.status).toBe(programs.status);
  for (const { check, verdict } of programs.findings) expect(people.text).toMatch(new RegExp(`^${verdict} +${check} `, 'm'));
  return { ...programs, text: people.text };
}
async function doctor(options: DoctorOptions, env: Record<string, string> = {}): Promise<Walked> {
  checkDoctorOptions(options);
  const printed: string[] = [];
  const asJson = options.json ?? options.storeTest !== true;
  const status = await runArchiveDoctor({ ...options, json: asJson }, { env, nowIso: NOW, print: (part) => void printed.push(part) });
  const text = printed.join('');
  return { status, text, findings: asJson ? (JSON.parse(text) as { findings: readonly ArchiveFinding[] }).findings : [] };
}
const finding = ({ findings }: Walked, check: string): ArchiveFinding => {
  const found = findings.find((one) => one.check === check);
  if (found === undefined) throw new Error(`no finding "${check}" among ${findings.map((one) => one.check).join(', ')}`);
  return found;
};
const bad = ({ findings }: Walked): readonly string[] => findings.filter(({ verdict }) => verdict !== 'ok').map(({ check, verdict }) => `${check} ${verdict}`);

describe('hepanom doctor --dicomweb', () => {
  it('finds nothing wrong with the archive of the sandbox, and looked at everything', async () => {
    const walked = await doctorTwice({ dicomweb: archive.base });
    expect(bad(walked)).toEqual([]);
    expect(walked.status).toBe(0);
    expect(walked.findings.map(({ check }) => check)).toEqual([
      'reachable',
      'tls',
      'search-studies',
      'search-modalities',
      'search-series',
      'search-includefield',
      'search-filter',
      'search-unknown-key',
      'objects',
      'full-study',
      'metadata',
      'gzip',
      'instance',
      'frames',
      'series',
      'speed',
      'transfer-syntax',
      'volume',
      'ingest',
      'store',
    ]);
    expect(finding(walked, 'series').values).toMatchObject({ parts: 6, closed: true });
    expect(walked.text).toContain('20 ok, 0 attention, 0 fail.');
  });

  it('prints nothing of the patient, and UIDs only when asked', async () => {
    const { text, findings } = await doctorTwice({ dicomweb: archive.base });
    const all = text + JSON.stringify(findings);
    for (const secret of ['DEMO', 'PORTAL', 'radiologist', 'Tumour outline', SMALL_STUDY.key, archive.uids.study, archive.uids.ctSeries, small.uids.slice(0)])
      expect(all).not.toContain(secret);
    expect((await doctor({ dicomweb: archive.base, showUids: true })).text).toContain(archive.uids.study);
  });

  it('stores nothing unless told, and then a tiny object of its own that it names', async () => {
    await doctor({ dicomweb: archive.base });
    expect([...new Set(archive.seen.map(({ method }) => method))].sort()).toEqual(['GET', 'OPTIONS']);
    archive.seen.length = 0;
    const before = archive.store.instances().length;
    const { text, status } = await doctor({ dicomweb: archive.base, storeTest: true });
    expect(status).toBe(0);
    expect(archive.seen.filter(({ method }) => method === 'POST')).toHaveLength(1);
    expect(archive.store.instances().length).toBe(before + 1);
    expect(text).toContain(`patient HEPANOM-DOCTOR-TEST, study ${testObject(NOW).studyUid}`);
    await doctor({ dicomweb: archive.base, storeTest: true }); // the same day: the same object
    expect(archive.store.instances().length).toBe(before + 1);
    expect(testObject(NOW).bytes.length).toBeLessThan(2000);
  });

  it('asks for a credential where one is wanted, uses it, and shows it nowhere', async () => {
    archive.wantsToken = true;
    const without = await doctor({ dicomweb: archive.base });
    expect([without.status, finding(without, 'search-studies').message]).toEqual([2, expect.stringContaining('--token-env')]);
    const wrong = await doctor({ dicomweb: archive.base, tokenEnv: 'T' }, { T: 'wrong' });
    expect(finding(wrong, 'search-studies').message).toContain('not accepted');
    const right = await doctor({ dicomweb: archive.base, tokenEnv: 'T' }, { T: TOKEN });
    expect(bad(right)).toEqual([]);
    expect(right.text + JSON.stringify(right.findings)).not.toContain(TOKEN);
  });

  it('says that a host cannot be reached, and what to look at', async () => {
    const walked = await doctor({ dicomweb: `http://127.0.0.1:${await freePort()}/dicom-web` });
    expect(walked.status).toBe(2);
    expect(walked.findings).toMatchObject([{ check: 'reachable', verdict: 'fails', values: { reason: 'ECONNREFUSED' } }]);
    const noTls = await doctor({ dicomweb: archive.base.replace('http:', 'https:') });
    expect(noTls.status).toBe(2);
    const closing = await startServer((request) => void request.socket.destroy());
    expect((await doctor({ dicomweb: closing.url })).findings).toMatchObject([{ verdict: 'fails', message: expect.stringContaining('Is it https') }]);
    await closing.stop();
  });

  it('ends with status 0, 1 or 2, and refuses wrong options on standard error with status 2', async () => {
    const run = (...words: string[]): Promise<readonly [unknown, string]> =>
      promisify(execFile)(process.execPath, [ENTRY, 'doctor', ...words]).then(
        () => [0, ''] as const,
        (failed: { code: unknown; stderr: string }) => [failed.code, failed.stderr] as const,
      );
    expect(await run('--dicomweb', archive.base)).toEqual([0, '']);
    expect(await run('--dicomweb', `${archive.base}/wrong`)).toEqual([1, '']);
    expect(await run('--dicomweb', `http://127.0.0.1:${await freePort()}/`)).toEqual([2, '']);
    expect(await run('--dicomweb', 'pacs')).toEqual([2, expect.stringMatching(/^error \[archive-address\]: /)]);
  });

  it('waits for a busy archive and says so', async () => {
    archive.faults.set({ kind: '503-twice', retryAfterS: 0 });
    const { text } = await doctor({ dicomweb: archive.base, storeTest: true, study: archive.uids.study });
    expect(text).toMatch(/attention {2}busy .*HTTP 503.*Retry-After 0 s, and answered when asked again/);
    expect(text).toContain('volume'); // and the walk went on
  });

  it('sees a series that is cut, an archive that is slow, and one that forbids', async () => {
    archive.faults.set({ kind: 'truncate', bytes: 100_000 });
    const cut = await doctor({ dicomweb: archive.base });
    expect(finding(cut, 'series')).toMatchObject({ verdict: 'fails', values: { closed: false } });
    expect(cut.status).toBe(2);
    archive.faults.set({ kind: 'slow', ms: 2000 });
    expect((await doctor({ dicomweb: archive.base, timeout: '0.2' })).findings).toMatchObject([
      { check: 'reachable', verdict: 'fails', values: { code: 'dicomweb-timeout' } },
    ]);
    archive.faults.set({ kind: 'forbidden' });
    expect((await doctor({ dicomweb: archive.base })).status).toBe(2);
  });

  it('finds that only full studies are given, or not even these', async () => {
    archive.faults.set({ kind: 'full-study-only' });
    const some = await doctor({ dicomweb: archive.base, study: archive.uids.study });
    expect([finding(some, 'search-studies').verdict, finding(some, 'full-study').verdict]).toEqual(['attention', 'ok']);
    expect(some.status).toBe(1);
    expect(finding(some, 'ingest')).toMatchObject({ verdict: 'ok', message: expect.stringContaining('128 × 128 × 6') });
    const nothing = await doctor({ dicomweb: `${archive.base}/elsewhere`, study: archive.uids.study });
    expect(finding(nothing, 'retrieval').verdict).toBe('fails');
  });

  it('sees what an archive does wrong', async () => {
    // each case changes one answer of an archive that is right otherwise
    const cases: readonly (readonly [string, (request: IncomingMessage, response: ServerResponse) => boolean, string, RegExp])[] = [
      [
        'redirects',
        (_, r) => redirect(r, 'https://other.example/x?token=1'),
        'search-studies fails',
        /to https:\/\/other\.example\. Redirects are not followed/,
      ],
      ['is no archive', (_, r) => html(r), 'search-studies fails', /"text\/html", not with DICOM JSON/],
      ['is busy for long', (_, r) => busy(r, '3600'), 'busy fails', /Retry-After 3600 s/],
      ['has an error', (_, r) => status(r, 500), 'search-studies fails', /HTTP 500/],
      ['ignores the limit', (q, r) => q.url!.includes('/studies?') && json(r, Array(40).fill(STUDY)), 'search-studies attention', /limit is ignored/],
      [
        'tells no modalities',
        (q, r) => q.url!.includes('/studies?') && json(r, [{ '0020000D': STUDY['0020000D'] }]),
        'search-modalities attention',
        /not told/,
      ],
      ['refuses includefield', (q, r) => q.url!.includes('includefield=Frame') && status(r, 400), 'search-includefield attention', /HTTP 400/],
      ['hides series from unknown keys', (q, r) => q.url!.includes('HepaNomUnknownKey') && json(r, []), 'search-unknown-key attention', /0 of 2 series/],
      ['filters wrongly', (q, r) => q.url!.includes('Modality=CT') && json(r, []), 'search-filter attention', /0 of 1 CT series/],
      ['gives no metadata', (q, r) => q.url!.endsWith('/metadata') && status(r, 501), 'metadata attention', /HTTP 501/],
      ['compresses unasked', (q, r) => q.url!.endsWith('/metadata') && gzip(r), 'gzip fails', /though identity is asked for/],
      [
        'knows one quotation',
        (q, r) => isInstance(q) && !q.headers.accept!.includes('"') && status(r, 406),
        '',
        /given with the type quoted, not unquoted \(HTTP 406\)/,
      ],
      ['transcodes', (q, r) => isInstance(q) && q.headers.accept!.includes('syntax=*') && status(r, 406), 'instance fails', /only without transfer-syntax=\*/],
      ['gives no instances', (q, r) => isInstance(q) && status(r, 404), 'instance fails', /No object is given/],
      [
        'ends without boundary',
        (q, r) => isCt(q) && parts(r, multipartBody(small.ctInstances).subarray(0, -9)),
        'series fails',
        /without its closing boundary/,
      ],
      ['leaves slices out', (q, r) => isCt(q) && parts(r, multipartBody(small.ctInstances.slice(0, 4))), 'series fails', /4 of 6 objects/],
      ['sends no multipart', (q, r) => isCt(q) && html(r), 'series fails', /"text\/html", not multipart/],
      ['gives no series', (q, r) => isCt(q) && status(r, 501), 'series attention', /HTTP 501/],
      ['gives no full study', (q, r) => /\/studies\/[^/]+$/.test(q.url!) && status(r, 404), 'full-study attention', /HTTP 404/],
      [
        'holds what is no image',
        (q, r) => isCt(q) && parts(r, multipartBody([Buffer.from('junk'), ...small.ctInstances.slice(1)])),
        'transfer-syntax fails',
        /1 objects of a CT series/,
      ],
    ];
    for (const [name, change, expected, message] of cases) {
      const server = await startServer((request, response) => {
        if (!change(request, response)) void relay(request, response);
      });
      try {
        const walked = await doctor({ dicomweb: server.url, timeout: '5' });
        const hit = expected === '' ? finding(walked, 'instance') : walked.findings.find(({ check, verdict }) => `${check} ${verdict}` === expected);
        expect({ name, hit: hit?.message ?? bad(walked).join(', ') }).toEqual({ name, hit: expect.stringMatching(message) });
        expect({ name, status: walked.status }).toEqual({ name, status: expected.endsWith('fails') ? 2 : expected === '' ? 0 : expect.any(Number) });
        expect(walked.text).not.toMatch(/token=1|junk/);
      } finally {
        await server.stop();
      }
    }
  });

  it.each<readonly [DoctorOptions, RegExp]>([
    [{ dicomweb: 'ftp://x' }, /http or https/],
    [{ dicomweb: 'https://me:secret@x/dicom-web' }, /password(?!.*secret)/],
    [{ dicomweb: 'https://x/dicom-web/studies/1.2' }, /stands before "\/studies"/],
    [{ dicomweb: 'https://x/dicom-web', config: 'a.json' }, /one of them/],
    [{ dicomweb: 'https://x/dicom-web', study: '../x' }, /digits and dots/],
    [{ config: 'a.json', storeTest: true }, /--store-test is for --dicomweb/],
  ])('refuses %j', (options, message) => {
    expect(() => checkDoctorOptions(options)).toThrow(message);
  });
});

const STUDY = { '0020000D': { vr: 'UI', Value: ['1.2.3'] }, '00080061': { vr: 'CS', Value: ['CT'] } };
const isCt = (request: IncomingMessage): boolean => request.url!.endsWith(`/series/${small.uids.ctSeries}`);
const isInstance = (request: IncomingMessage): boolean => /\/instances\/[^/]+$/.test(request.url!);

function answer(response: ServerResponse, code: number, headers: Record<string, string>, body: string | Buffer = ''): true {
  response.writeHead(code, headers).end(body);
  return true;
}
const status = (response: ServerResponse, code: number): true => answer(response, code, {});
const redirect = (response: ServerResponse, Location: string): true => answer(response, 302, { Location });
const html = (response: ServerResponse): true => answer(response, 200, { 'Content-Type': 'text/html' }, '<p>Log in');
const busy = (response: ServerResponse, after: string): true => answer(response, 503, { 'Retry-After': after });
const json = (response: ServerResponse, value: unknown): true => answer(response, 200, { 'Content-Type': 'application/dicom+json' }, JSON.stringify(value));
const gzip = (response: ServerResponse): true =>
  answer(
    response,
    200,
    { 'Content-Type': 'application/dicom+json', 'Content-Encoding': 'gzip' },
    gzipSync(JSON.stringify([{ '00080018': { vr: 'UI', Value: ['1.2'] } }])),
  );
const parts = (response: ServerResponse, body: Buffer): true => answer(response, 200, { 'Content-Type': MULTIPART_TYPE }, body);

/** Hands a request on to the sandbox's archive. */
async function relay(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { accept = '*/*' } = request.headers;
  const from = await fetch(`${archive.base}${request.url!.replace('/dicom-web', '')}`, {
    method: request.method!,
    headers: { accept, 'accept-encoding': 'identity' },
  });
  response.writeHead(from.status, { 'Content-Type': from.headers.get('content-type') ?? 'text/plain' }).end(Buffer.from(await from.arrayBuffer()));
}

describeWithService('orthanc', 'hepanom doctor against a real Orthanc', () => {
  let orthanc: Orthanc;
  beforeAll(async () => {
    orthanc = await startOrthanc();
    const study = syntheticStudy({ ...PLAIN_STUDY, grid: { ...PLAIN_STUDY.grid, slices: 24 } });
    await dicomWebClient({ baseUrl: orthanc.dicomwebUrl, timeoutMs: 20_000 }).store([...study.ctInstances, study.seg!]);
  });
  afterAll(() => orthanc?.stop());

  it('walks all of it: no failure, a rate, the tumour as the service reads it, and the test object', async () => {
    const walked = await doctor({ dicomweb: orthanc.dicomwebUrl });
    expect(bad(walked)).toEqual([]);
    expect(finding(walked, 'speed').values.megabytesPerS).toBeGreaterThan(5);
    expect(finding(walked, 'gzip').values).toMatchObject({ used: true, unasked: false });
    expect(finding(walked, 'search-unknown-key').message).toContain('ignored');
    expect(finding(walked, 'ingest').verdict).toBe('ok');
    expect((await doctor({ dicomweb: orthanc.dicomwebUrl, storeTest: true })).text).toContain('A test object was stored and came back');
  });

  it('stops at the size that it is given', async () => {
    const walked = await doctor({ dicomweb: orthanc.dicomwebUrl, maxMb: '2' });
    expect(finding(walked, 'series').message).toContain('size limit');
    expect(Number(finding(walked, 'series').values.bytes)).toBeLessThan(4e6);
    expect(walked.findings.map(({ check }) => check)).not.toContain('volume');
  });
});
