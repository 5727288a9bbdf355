// SPDX-License-Identifier: Apache-2.0
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { type DicomWebClient, dicomWebClient } from '../../../src/imaging/dicomweb/client.ts';
import { type DicomWebTarget, retryAfterMs } from '../../../src/imaging/dicomweb/http.ts';
import { MULTIPART_TYPE, multipartBody, startServer, type TestServer } from '../support/archive.ts';
import { refusal, refusalCode } from '../support/codes.ts';

const SECRET = 'Bearer do-not-log-me';
let server: TestServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

/** A client of a server that answers with `handle`. */
async function against(
  handle: (request: IncomingMessage, response: ServerResponse, index: number) => void,
  target: Partial<DicomWebTarget> = {},
): Promise<DicomWebClient> {
  server = await startServer(handle);
  return dicomWebClient({ baseUrl: server.url, timeoutMs: 2000, headers: { Authorization: SECRET }, retry: { attempts: 2, maxWaitMs: 2000 }, ...target });
}
const json = (response: ServerResponse, value: unknown): void => {
  response.setHeader('Content-Type', 'application/dicom+json');
  response.end(JSON.stringify(value));
};
const parts = (response: ServerResponse, files: readonly Uint8Array[]): void => {
  response.setHeader('Content-Type', MULTIPART_TYPE);
  response.end(multipartBody(files));
};
async function collect(source: AsyncIterable<Uint8Array>): Promise<string[]> {
  const texts: string[] = [];
  for await (const bytes of source) texts.push(Buffer.from(bytes).toString());
  return texts;
}
const series = (uid: string, modality: string): unknown => ({
  '0020000E': { vr: 'UI', Value: [uid] },
  '00080060': { vr: 'CS', Value: [modality] },
  '00201209': { vr: 'IS', Value: ['12'] },
});

describe('searching and metadata', () => {
  it('checks the filter again, because archives ignore keys they do not know', async () => {
    const client = await against((_, response) => json(response, [series('1.2', 'CT'), series('1.3', 'SEG'), {}]));
    expect(await client.searchSeries('1.2.3', { modality: 'SEG' })).toEqual([
      { seriesInstanceUid: '1.3', modality: 'SEG', description: '', seriesNumber: undefined, instances: 12, frameOfReferenceUid: '' },
    ]);
    expect(server?.seen[0]?.path).toContain('Modality=SEG');
    expect(server?.seen[0]?.headers).toMatchObject({ authorization: SECRET, accept: 'application/dicom+json' });
  });

  it('unpacks compressed metadata', async () => {
    const client = await against((request, response) => {
      expect(request.headers['accept-encoding']).toBe('gzip');
      response.setHeader('Content-Encoding', 'gzip');
      response.end(gzipSync(JSON.stringify([{ '00080018': { vr: 'UI', Value: ['1.2'] } }])));
    });
    expect(await client.seriesMetadata('1.2', '1.3')).toEqual([{ '00080018': { vr: 'UI', Value: ['1.2'] } }]);
  });

  it('takes 204 as no series', async () => {
    const client = await against((_, response) => response.writeHead(204).end());
    expect(await client.searchSeries('1.2')).toEqual([]);
  });

  it.each([
    ['no JSON', '<html>', 'dicomweb-bad-answer'],
    ['JSON of another kind', '{"a":1}', 'dicomweb-bad-answer'],
    ['a list of something else', '[1,2]', 'dicomweb-bad-answer'],
  ])('refuses an answer that is %s', async (_, body, code) => {
    const client = await against((__, response) => response.end(body));
    expect(await refusalCode(() => client.searchSeries('1.2'))).toBe(code);
  });

  it('does not unpack more than the byte cap', async () => {
    const client = await against((_, response) => {
      response.setHeader('Content-Encoding', 'gzip');
      response.end(gzipSync(Buffer.alloc(5_000_000)));
    }, { maxBytes: 1_000_000 }); // biome-ignore format: the option belongs to the call
    expect(await refusalCode(() => client.searchSeries('1.2'))).toBe('dicomweb-bad-answer');
  });
});

describe('fetching pixels', () => {
  it('asks once for the whole series, uncompressed, in stored syntax', async () => {
    const client = await against((_, response) => parts(response, [Buffer.from('a'), Buffer.from('b')]));
    expect(await collect(client.retrieveSeries('1.2', '1.3'))).toEqual(['a', 'b']);
    expect(server?.seen).toHaveLength(1);
    expect(server?.seen[0]).toMatchObject({
      path: '/dicom-web/studies/1.2/series/1.3',
      headers: { accept: 'multipart/related; type="application/dicom"; transfer-syntax=*', 'accept-encoding': 'identity', authorization: SECRET },
    });
  });

  it.each([400, 406])('tries the other spelling of Accept once after HTTP %i', async (status) => {
    const client = await against((request, response) => {
      if (request.headers.accept?.includes('"') === true) response.writeHead(status).end('no');
      else parts(response, [Buffer.from('a')]);
    });
    expect(await collect(client.retrieveSeries('1.2', '1.3'))).toEqual(['a']);
    expect(server?.seen.map((s) => s.headers.accept)).toEqual([
      'multipart/related; type="application/dicom"; transfer-syntax=*',
      'multipart/related; type=application/dicom; transfer-syntax=*',
    ]);
  });

  it('takes a single object without multipart around it', async () => {
    const client = await against((_, response) => {
      response.setHeader('Content-Type', 'application/dicom');
      response.end('object');
    });
    expect(Buffer.from(await client.retrieveInstance('1.2', '1.3', '1.4')).toString()).toBe('object');
  });

  it('fetches chosen instances four at a time and gives each of them', async () => {
    let open = 0;
    let most = 0;
    const client = await against((request, response) => {
      most = Math.max(most, ++open);
      setTimeout(() => {
        open--;
        parts(response, [Buffer.from(request.url?.split('/').at(-1) ?? '')]);
      }, 20);
    });
    const uids = Array.from({ length: 11 }, (_, i) => `1.${i}`);
    expect(await collect(client.retrieveInstances('1.2', '1.3', uids))).toEqual(uids);
    expect(most).toBe(4);
  });

  it('refuses a stream that is cut off, even when the connection ends properly', async () => {
    const body = multipartBody([Buffer.alloc(1000, 1), Buffer.alloc(1000, 2)]);
    const client = await against((_, response) => {
      response.setHeader('Content-Type', MULTIPART_TYPE);
      response.end(body.subarray(0, body.length - 300));
    });
    expect(await refusalCode(() => collect(client.retrieveSeries('1.2', '1.3')))).toBe('dicomweb-incomplete');
  });

  it('refuses a stream whose connection breaks', async () => {
    const client = await against((_, response) => {
      response.setHeader('Content-Type', MULTIPART_TYPE);
      response.write(multipartBody([Buffer.alloc(1000)]).subarray(0, 500));
      setTimeout(() => response.destroy(), 30);
    });
    expect(await refusalCode(() => collect(client.retrieveSeries('1.2', '1.3')))).toBe('dicomweb-incomplete');
  });

  it('refuses more bytes than allowed and stops reading', async () => {
    const client = await against((_, response) => parts(response, [Buffer.alloc(3_000_000)]), { maxBytes: 1_000_000 });
    expect(await refusalCode(() => collect(client.retrieveSeries('1.2', '1.3')))).toBe('dicomweb-too-large');
  });

  it('refuses an answer that is no DICOM, and more objects than asked for', async () => {
    const html = await against((_, response) => {
      response.setHeader('Content-Type', 'text/html');
      response.end('<html>');
    });
    expect(await refusalCode(() => collect(html.retrieveSeries('1.2', '1.3')))).toBe('dicomweb-bad-answer');
    await server?.stop();
    const two = await against((_, response) => parts(response, [Buffer.from('a'), Buffer.from('b')]));
    expect(await refusalCode(() => two.retrieveInstance('1.2', '1.3', '1.4'))).toBe('dicomweb-bad-answer');
  });
});

describe('an archive that does not do as asked', () => {
  it.each([
    [401, 'dicomweb-unauthorized'],
    [403, 'dicomweb-unauthorized'],
    [404, 'dicomweb-not-found'],
    [500, 'dicomweb-refused'],
    [503, 'dicomweb-busy'],
    [302, 'dicomweb-redirect'],
  ])('HTTP %i becomes %s, for searches and for pixels', async (status, code) => {
    const client = await against((_, response) => response.writeHead(status, { Location: 'http://127.0.0.1:9/elsewhere' }).end('<secret page>'));
    const search = await refusal(() => client.searchSeries('1.2'));
    expect(search.code).toBe(code);
    expect(search.values.status).toBe(status);
    expect(await refusalCode(() => collect(client.retrieveSeries('1.2', '1.3')))).toBe(code);
  });

  it('waits as Retry-After says and repeats the identical request', async () => {
    const client = await against((_, response, index) => {
      if (index < 2) response.writeHead(503, { 'Retry-After': index === 0 ? '0' : '1' }).end();
      else json(response, [series('1.2', 'CT')]);
    });
    const start = performance.now();
    expect(await client.searchSeries('1.2')).toHaveLength(1);
    expect(performance.now() - start).toBeGreaterThan(900);
    expect(new Set(server?.seen.map((s) => s.path)).size).toBe(1);
  });

  it('does not wait longer than its limit, nor more often', async () => {
    const long = await against((_, response) => response.writeHead(503, { 'Retry-After': '3600' }).end());
    expect(await refusalCode(() => long.searchSeries('1.2'))).toBe('dicomweb-busy');
    expect(server?.seen).toHaveLength(1);
    await server?.stop();
    const often = await against((_, response) => response.writeHead(503, { 'Retry-After': '0' }).end());
    expect(await refusalCode(() => often.searchSeries('1.2'))).toBe('dicomweb-busy');
    expect(server?.seen).toHaveLength(3);
  });

  it('reads Retry-After as seconds and as a date', () => {
    const now = Date.parse('Fri, 02 Jan 2026 10:00:00 GMT');
    expect(retryAfterMs('7', now)).toBe(7000);
    expect(retryAfterMs('Fri, 02 Jan 2026 10:00:03 GMT', now)).toBe(3000);
    expect(retryAfterMs('Fri, 02 Jan 2026 09:00:00 GMT', now)).toBe(0);
    expect(retryAfterMs('soon', now)).toBeUndefined();
    expect(retryAfterMs(undefined, now)).toBeUndefined();
  });

  it('follows no redirect, so that credentials go nowhere else', async () => {
    const elsewhere = await startServer((_, response) => json(response, []));
    const client = await against((_, response) => response.writeHead(307, { Location: elsewhere.url }).end());
    expect(await refusalCode(() => collect(client.retrieveSeries('1.2', '1.3')))).toBe('dicomweb-redirect');
    expect(await refusalCode(() => client.searchSeries('1.2'))).toBe('dicomweb-redirect');
    expect(elsewhere.seen).toHaveLength(0);
    await elsewhere.stop();
  });

  it('is given up after silence', async () => {
    const client = await against(() => undefined, { timeoutMs: 150 });
    expect(await refusalCode(() => client.searchSeries('1.2'))).toBe('dicomweb-timeout');
    expect(await refusalCode(() => collect(client.retrieveSeries('1.2', '1.3')))).toBe('dicomweb-timeout');
  });

  it('is given up after silence in the middle of an answer', async () => {
    const client = await against((_, response) => {
      response.setHeader('Content-Type', MULTIPART_TYPE);
      response.write('--b\r\n');
    }, { timeoutMs: 150 }); // biome-ignore format: the option belongs to the call
    expect(await refusalCode(() => collect(client.retrieveSeries('1.2', '1.3')))).toBe('dicomweb-timeout');
  });

  it('is given up when the caller has no more time', async () => {
    const client = await against(() => undefined, { signal: AbortSignal.timeout(120) });
    expect(await refusalCode(() => collect(client.retrieveSeries('1.2', '1.3')))).toBe('dicomweb-aborted');
    expect(await refusalCode(() => client.searchSeries('1.2'))).toBe('dicomweb-aborted');
  });

  it('is given up in the middle of an answer when the caller has no more time', async () => {
    const client = await against((_, response) => {
      response.setHeader('Content-Type', MULTIPART_TYPE);
      response.write('--b\r\n');
    }, { signal: AbortSignal.timeout(120) }); // biome-ignore format: the option belongs to the call
    expect(await refusalCode(() => collect(client.retrieveSeries('1.2', '1.3')))).toBe('dicomweb-aborted');
  });

  it('is called unreachable when nothing listens there', async () => {
    const gone = await startServer(() => undefined);
    await gone.stop();
    const client = dicomWebClient({ baseUrl: gone.url, timeoutMs: 1000 });
    expect(await refusalCode(() => client.searchSeries('1.2'))).toBe('dicomweb-unreachable');
    expect(await refusalCode(() => collect(client.retrieveSeries('1.2', '1.3')))).toBe('dicomweb-unreachable');
  });

  it('never has our credentials printed or put into an error', async () => {
    const printed: unknown[] = [];
    const spies = (['log', 'warn', 'error', 'info', 'debug'] as const).map((name) =>
      jest.spyOn(console, name).mockImplementation((...args: unknown[]) => void printed.push(args)),
    );
    const client = await against((_, response) => response.writeHead(500).end('broken'));
    const errors = [
      await refusal(() => client.searchSeries('1.2')),
      await refusal(() => client.seriesMetadata('1.2', '1.3')),
      await refusal(() => client.store([new Uint8Array(4)])),
    ];
    for (const spy of spies) spy.mockRestore();
    expect(printed).toEqual([]);
    for (const error of errors) expect(`${error.stack}${JSON.stringify(error)}${String(error.cause)}`).not.toContain('do-not-log-me');
  });
});

describe('UIDs', () => {
  it.each(['../x', '1.2/..', '', '1.2?a=b', '1 2', '1'.repeat(65)])('"%s" goes into no address', async (uid) => {
    const client = await against((_, response) => json(response, []));
    expect(await refusalCode(() => client.searchSeries(uid))).toBe('uid-not-valid');
    expect(await refusalCode(() => client.seriesMetadata('1.2', uid))).toBe('uid-not-valid');
    expect(await refusalCode(() => collect(client.retrieveInstances('1.2', '1.3', [uid])))).toBe('uid-not-valid');
    expect(server?.seen).toHaveLength(0);
  });
});

describe('the base address', () => {
  it.each(['', 'archive', 'ftp://archive/dicom-web', 'http://user:password@archive/', 'http://archive/?a=b', 'file:///etc/passwd'])(
    '"%s" is refused',
    async (baseUrl) => {
      expect(await refusalCode(() => dicomWebClient({ baseUrl, timeoutMs: 100 }))).toBe('address-not-valid');
    },
  );
});

describe('storing', () => {
  const stored = (count: number, failed: number): unknown => ({
    '00081199': { vr: 'SQ', Value: Array.from({ length: count }, () => ({ '00081155': { vr: 'UI', Value: ['1.2'] } })) },
    ...(failed === 0 ? {} : { '00081198': { vr: 'SQ', Value: Array.from({ length: failed }, () => ({ '00081197': { vr: 'US', Value: [0xa700] } })) } }),
  });

  it('succeeds when the archive lists every object', async () => {
    const client = await against((_, response) => json(response, stored(2, 0)));
    expect(await client.store([Uint8Array.of(1), Buffer.from('pooled')])).toEqual({ stored: 2 });
    expect(server?.seen[0]).toMatchObject({ method: 'POST', path: '/dicom-web/studies', headers: { authorization: SECRET } });
    expect(server?.seen[0]?.headers['content-type']).toContain('multipart/related; type="application/dicom"');
  });

  it('fails when the archive lists fewer, even with HTTP 200 and no failure listed', async () => {
    const client = await against((_, response) => json(response, stored(1, 0)));
    expect(await refusalCode(() => client.store([Uint8Array.of(1), Uint8Array.of(2)]))).toBe('store-failed');
  });

  it('says which reasons the archive gave', async () => {
    const client = await against((_, response) => {
      response.writeHead(202, { 'Content-Type': 'application/dicom+json' });
      response.end(JSON.stringify(stored(1, 1)));
    });
    const error = await refusal(() => client.store([Uint8Array.of(1), Uint8Array.of(2)]));
    expect([error.code, error.values]).toEqual(['store-failed', { sent: 2, stored: 1, failed: 1, failureReasons: [0xa700] }]);
  });
});
