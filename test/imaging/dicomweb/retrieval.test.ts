// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { createServer } from 'node:net';
import { deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import { readCtSlice } from '../../../src/imaging/dicom/ct-header.ts';
import { type DicomWebClient, dicomWebClient } from '../../../src/imaging/dicomweb/client.ts';
import type { DicomWebTarget } from '../../../src/imaging/dicomweb/http.ts';
import { sopUidOfFile } from '../../../src/imaging/dicomweb/resume.ts';
import { loadSeries } from '../../../src/imaging/load-series.ts';
import { type Intercept, MULTIPART_TYPE, multipartBody, startArchive, startServer, type TestServer } from '../support/archive.ts';
import { refusal, refusalCode } from '../support/codes.ts';
import { seriesFiles, volumeOf } from '../support/series.ts';

const FILES = seriesFiles({ slices: 10 });
const { studyInstanceUid: STUDY, seriesInstanceUid: SERIES } = readCtSlice(FILES[0] as Uint8Array).header;
const UIDS = FILES.map((file) => sopUidOfFile(file) as string);

let server: TestServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

async function archive(intercept: Intercept, target: Partial<DicomWebTarget> = {}): Promise<DicomWebClient> {
  server = await startArchive(FILES, intercept);
  return client(server, target);
}
const client = (of: TestServer, target: Partial<DicomWebTarget> = {}): DicomWebClient =>
  dicomWebClient({ baseUrl: of.url, timeoutMs: 2000, resume: { attempts: 2, pauseMs: 1 }, ...target });

async function uidsOf(source: AsyncIterable<Uint8Array>): Promise<string[]> {
  const uids: string[] = [];
  for await (const part of source) uids.push(sopUidOfFile(part) ?? '');
  return uids;
}

/** The first `parts` objects, and then the connection is gone. */
const cutAfter =
  (parts: number, when: (path: string, index: number) => boolean): Intercept =>
  (request, response, index) => {
    if (!when(request.url ?? '', index)) return false;
    response.setHeader('Content-Type', MULTIPART_TYPE);
    const body = multipartBody(FILES.slice(0, parts));
    response.write(body.subarray(0, body.length - 4), () => response.destroy());
    return true;
  };
const isSeries = (path: string): boolean => path.endsWith(`/series/${SERIES}`);
const isInstance = (path: string): boolean => path.includes('/instances/');
const refuse =
  (status: number, when: (path: string) => boolean): Intercept =>
  (request, response) => {
    if (!when(request.url ?? '')) return false;
    response.writeHead(status).end();
    return true;
  };

describe('a retrieval that is cut off', () => {
  it('is taken up again with what is missing, one by one where that is little', async () => {
    const from = await archive(cutAfter(7, (path, index) => isSeries(path) && index === 0));
    expect(await uidsOf(from.retrieveSeries(STUDY, SERIES))).toEqual(UIDS);
    expect(server?.seen.filter((s) => isSeries(s.path))).toHaveLength(1);
    expect(server?.seen.filter((s) => isInstance(s.path)).map((s) => s.path.split('/').at(-1))).toEqual(UIDS.slice(7));
  });

  it('is asked for again where most is missing, and nothing is given twice', async () => {
    const from = await archive(cutAfter(2, (path, index) => isSeries(path) && index === 0));
    expect(await uidsOf(from.retrieveSeries(STUDY, SERIES))).toEqual(UIDS);
    expect(server?.seen.filter((s) => isSeries(s.path))).toHaveLength(2);
    expect(server?.seen.filter((s) => isInstance(s.path))).toHaveLength(0);
  });

  it('needs no list of the series for that', async () => {
    const cut = cutAfter(7, (path, index) => isSeries(path) && index === 0);
    const from = await archive((...call) => cut(...call) || refuse(501, (path) => path.endsWith('/metadata'))(...call));
    expect(await uidsOf(from.retrieveSeries(STUDY, SERIES))).toEqual(UIDS);
  });

  it('is complete when nothing is missing but the last boundary', async () => {
    const from = await archive(cutAfter(10, (path) => isSeries(path)));
    expect(await uidsOf(from.retrieveSeries(STUDY, SERIES))).toEqual(UIDS);
    expect(server?.seen).toHaveLength(2); // the stream and the list that proves it
  });

  it('is given up when it is cut again and again', async () => {
    const from = await archive(cutAfter(1, (path) => isSeries(path)));
    expect(await refusalCode(() => uidsOf(from.retrieveSeries(STUDY, SERIES)))).toBe('dicomweb-incomplete');
    expect(server?.seen.filter((s) => isSeries(s.path))).toHaveLength(3);
  });

  it('ends at once when the caller gives up during the pause', async () => {
    const from = await archive(
      cutAfter(1, (path) => isSeries(path)),
      { resume: { attempts: 2, pauseMs: 60_000 }, signal: AbortSignal.timeout(100) },
    );
    expect(await refusalCode(() => uidsOf(from.retrieveSeries(STUDY, SERIES)))).toBe('dicomweb-aborted');
  });

  it('gives the same volume as one that was not', async () => {
    const from = await archive(cutAfter(7, (path, index) => isSeries(path) && index === 0));
    const volume = await loadSeries(from, STUDY, { seriesInstanceUid: SERIES, instances: 10 });
    expect(volume.data).toEqual((await volumeOf(FILES)).data);
  });
});

describe('an archive that offers only coarser forms', () => {
  it.each([400, 403, 404, 405, 501])('HTTP %i on instances: the series is taken, and only the wanted images are kept', async (status) => {
    const from = await archive(refuse(status, isInstance));
    expect(await uidsOf(from.retrieveInstances(STUDY, SERIES, UIDS.slice(3, 5)))).toEqual(UIDS.slice(3, 5));
    expect(server?.seen.some((s) => isSeries(s.path))).toBe(true);
  });

  it('on instances and series: the study is taken', async () => {
    const other = seriesFiles({ name: 'other', slices: 3 });
    server = await startArchive(
      [...other, ...FILES],
      refuse(501, (path) => path.includes('/series/')),
    );
    const from = client(server);
    expect(await uidsOf(from.retrieveInstances(STUDY, SERIES, UIDS.slice(3, 5)))).toEqual(UIDS.slice(3, 5));
    expect(await uidsOf(from.retrieveSeries(STUDY, SERIES))).toEqual(UIDS);
    const volume = await loadSeries(from, STUDY, { seriesInstanceUid: SERIES, instances: 10 });
    expect(volume.data).toEqual((await volumeOf(FILES)).data);
  });

  it('is not asked for more when it is broken, busy or wants a login', async () => {
    for (const status of [401, 500, 503]) {
      const from = await archive(refuse(status, () => true));
      const error = await refusal(() => uidsOf(from.retrieveSeries(STUDY, SERIES)));
      expect(error.values.status).toBe(status);
      expect(server?.seen.some((s) => s.path.endsWith(`/studies/${STUDY}`))).toBe(false);
      await server?.stop();
    }
  });

  it('says what the finer form said when it gives nothing at all', async () => {
    const from = await archive((request, response) => {
      response.writeHead(request.url?.endsWith(STUDY) === true ? 404 : 403).end();
      return true;
    });
    expect(await refusalCode(() => uidsOf(from.retrieveSeries(STUDY, SERIES)))).toBe('dicomweb-unauthorized');
  });
});

describe('answers that were compressed although nobody asked', () => {
  const coded = (coding: string, body: Uint8Array): Promise<TestServer> =>
    startServer((_, response) => {
      response.writeHead(200, { 'Content-Type': MULTIPART_TYPE, 'Content-Encoding': coding });
      response.end(body);
    });

  it.each([
    ['gzip', gzipSync(multipartBody(FILES))],
    ['deflate', deflateSync(multipartBody(FILES))],
    ['identity', multipartBody(FILES)],
  ])('%s is undone', async (coding, body) => {
    server = await coded(coding, body);
    expect(await uidsOf(client(server).retrieveSeries(STUDY, SERIES))).toEqual(UIDS);
  });

  it('what cannot be undone is refused by its name', async () => {
    server = await coded('br', Buffer.from('anything'));
    const error = await refusal(() => uidsOf(client(server as TestServer).retrieveSeries(STUDY, SERIES)));
    expect([error.code, error.values]).toEqual(['dicomweb-bad-answer', { contentEncoding: 'br' }]);
  });

  it('is capped by what comes out of it, and cut ones are incomplete', async () => {
    server = await coded('gzip', gzipSync(multipartBody([Buffer.alloc(5_000_000)])));
    expect(await refusalCode(() => uidsOf(client(server as TestServer, { maxBytes: 1_000_000 }).retrieveSeries(STUDY, SERIES)))).toBe('dicomweb-too-large');
    await server.stop();
    const whole = gzipSync(multipartBody(FILES));
    server = await coded('gzip', whole.subarray(0, whole.length - 20));
    expect(await refusalCode(() => uidsOf(client(server as TestServer, { resume: { attempts: 0, pauseMs: 0 } }).retrieveSeries(STUDY, SERIES)))).toBe(
      'dicomweb-incomplete',
    );
  });
});

describe('time limits', () => {
  it('end an answer that only drips, although it never falls silent', async () => {
    server = await startServer((_, response) => {
      response.setHeader('Content-Type', MULTIPART_TYPE);
      const drip = setInterval(() => response.write('-'), 20);
      response.once('close', () => clearInterval(drip));
    });
    const error = await refusal(() => uidsOf(client(server as TestServer, { timeoutMs: 1000, totalTimeoutMs: 300 }).retrieveSeries(STUDY, SERIES)));
    expect([error.code, error.values]).toEqual(['dicomweb-timeout', { totalTimeoutMs: 300 }]);
  });

  it('end a connection that does not come about', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1'); // takes the connection, never answers the TLS handshake
    await once(silent, 'listening');
    const address = silent.address();
    const baseUrl = `https://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/dicom-web`;
    const error = await refusal(() => dicomWebClient({ baseUrl, timeoutMs: 60_000, connectTimeoutMs: 150 }).searchSeries(STUDY));
    expect([error.code, error.values.connectTimeoutMs]).toEqual(['dicomweb-timeout', 150]);
    silent.close();
  });

  it('leave a connection alone once it stands', async () => {
    server = await startServer((_, response) => {
      setTimeout(() => {
        response.setHeader('Content-Type', MULTIPART_TYPE);
        response.end(multipartBody(FILES));
      }, 250);
    });
    expect(await uidsOf(client(server, { connectTimeoutMs: 100 }).retrieveSeries(STUDY, SERIES))).toEqual(UIDS);
  });
});

describe('completeness and size', () => {
  it('an answer that calls itself partial is not used', async () => {
    const from = await archive(
      refuse(206, () => true),
      { resume: { attempts: 0, pauseMs: 0 } },
    );
    expect(await refusalCode(() => uidsOf(from.retrieveSeries(STUDY, SERIES)))).toBe('dicomweb-incomplete');
  });

  it('fewer images than the archive counts are refused, whatever the boundary says', async () => {
    const from = await archive(() => false);
    const error = await refusal(() => loadSeries(from, STUDY, { seriesInstanceUid: SERIES, instances: 11 }));
    expect([error.code, error.values]).toEqual(['dicomweb-incomplete', { received: 10, expected: 11 }]);
  });

  it('single images count together against the cap', async () => {
    const from = await archive(() => false, { maxBytes: 3 * (FILES[0] as Uint8Array).length });
    expect(await refusalCode(() => uidsOf(from.retrieveInstances(STUDY, SERIES, UIDS)))).toBe('dicomweb-too-large');
  });

  it('takes no memory for a length that is only claimed', async () => {
    server = await startServer((_, response) => {
      response.setHeader('Content-Type', MULTIPART_TYPE);
      response.end('--b\r\nContent-Length: 1400000000\r\n\r\nonly this');
    });
    const before = process.memoryUsage().arrayBuffers;
    expect(await refusalCode(() => uidsOf(client(server as TestServer, { resume: { attempts: 0, pauseMs: 0 } }).retrieveSeries(STUDY, SERIES)))).toBe(
      'dicomweb-incomplete',
    );
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50_000_000);
  });

  it('one memory serves all parts for readers that use each up at once', async () => {
    const from = await archive(() => false);
    const buffers = new Set<ArrayBufferLike>();
    for await (const part of from.retrieveSeries(STUDY, SERIES, { recycle: true })) buffers.add(part.buffer);
    expect(buffers.size).toBe(1);
    const own = new Set<ArrayBufferLike>();
    for await (const part of from.retrieveSeries(STUDY, SERIES)) own.add(part.buffer);
    expect(own.size).toBe(10);
  });
});
