// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { numberOf, textOf } from '../../../src/imaging/dicom/dataset.ts';
import { readPart10 } from '../../../src/imaging/dicom/part10.ts';

/** A request as the server saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
}

/** An HTTP server of the test's own, so that every answer an archive might give can be given for real. */
export interface TestServer {
  readonly url: string;
  readonly seen: readonly SeenRequest[];
  stop(): Promise<void>;
}

/** Starts a server on a free loopback port that answers with `handle`. */
export async function startServer(handle: (request: IncomingMessage, response: ServerResponse, index: number) => void): Promise<TestServer> {
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    seen.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers });
    handle(request, response, seen.length - 1);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/dicom-web`,
    seen,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A multipart/related body of Part 10 files. */
export function multipartBody(files: readonly Uint8Array[], boundary = 'b', withLength = true): Buffer {
  const parts = files.flatMap((file) => [
    Buffer.from(`--${boundary}\r\nContent-Type: application/dicom\r\n${withLength ? `Content-Length: ${file.length}\r\n` : ''}\r\n`),
    file,
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]);
}

export const MULTIPART_TYPE = 'multipart/related; type="application/dicom"; boundary=b';

interface Stored {
  readonly file: Uint8Array;
  readonly sop: string;
  readonly series: string;
  readonly study: string;
  readonly modality: string;
  readonly frameOfReference: string;
  readonly description: string;
  readonly position: readonly number[];
  /** What the metadata say of the pixels. */
  readonly format: Readonly<Record<string, { readonly vr: string; readonly Value: readonly unknown[] }>>;
}

/** Answers a request itself and returns true, or leaves it to the archive. */
export type Intercept = (request: IncomingMessage, response: ServerResponse, index: number) => boolean;

/**
 * A read-only archive of the given files: searches series, gives metadata, studies, series and instances. Like Orthanc, it ignores search keys.
 *
 * @param intercept what this archive does otherwise
 */
export function startArchive(files: readonly Uint8Array[], intercept: Intercept = () => false): Promise<TestServer> {
  const objects = files.map(describeFile);
  return startServer((request, response, index) => {
    if (intercept(request, response, index)) return;
    const whole = /\/studies\/([^/?]+)$/.exec(request.url ?? '')?.[1];
    if (whole !== undefined) {
      response.setHeader('Content-Type', MULTIPART_TYPE);
      response.end(multipartBody(objects.filter((o) => o.study === whole).map((o) => o.file)));
      return;
    }
    const [, study, series, instance] = /\/studies\/([^/?]+)\/series(?:\/([^/?]+))?(?:\/instances\/([^/?]+))?/.exec(request.url ?? '') ?? [];
    const matching = objects.filter(
      (o) => o.study === study && (series === undefined || o.series === series) && (instance === undefined || o.sop === instance),
    );
    const json = (value: unknown): void => {
      response.setHeader('Content-Type', 'application/dicom+json');
      response.end(JSON.stringify(value));
    };
    if (series === undefined) json(summaries(matching));
    else if (request.url?.endsWith('/metadata') === true)
      json(matching.map((o) => ({ '00080018': { vr: 'UI', Value: [o.sop] }, '00200032': { vr: 'DS', Value: o.position }, ...o.format })));
    else if (matching.length === 0) response.writeHead(404).end();
    else {
      response.setHeader('Content-Type', MULTIPART_TYPE);
      response.end(multipartBody(matching.map((o) => o.file)));
    }
  });
}

function describeFile(file: Uint8Array): Stored {
  const { dataset } = readPart10(file);
  const text = (keyword: string): string => textOf(dataset, keyword) ?? '';
  const value = (keyword: string): readonly unknown[] => (Array.isArray(dataset[keyword]) ? dataset[keyword] : [dataset[keyword]]);
  return {
    file,
    format: { '00280101': { vr: 'US', Value: value('BitsStored') }, '00281052': { vr: 'DS', Value: value('RescaleIntercept') } },
    sop: text('SOPInstanceUID'),
    series: text('SeriesInstanceUID'),
    study: text('StudyInstanceUID'),
    modality: text('Modality'),
    frameOfReference: text('FrameOfReferenceUID'),
    description: text('SeriesDescription'),
    position: Array.isArray(dataset.ImagePositionPatient) ? dataset.ImagePositionPatient.map(Number) : [numberOf(dataset, 'InstanceNumber') ?? 0],
  };
}

function summaries(objects: readonly Stored[]): unknown[] {
  return [...new Set(objects.map((o) => o.series))].map((uid) => {
    const ofSeries = objects.filter((o) => o.series === uid);
    const first = ofSeries[0] as Stored;
    return {
      '0020000E': { vr: 'UI', Value: [uid] },
      '00080060': { vr: 'CS', Value: [first.modality] },
      '0008103E': { vr: 'LO', Value: [first.description] },
      '00200052': { vr: 'UI', Value: [first.frameOfReference] },
      '00201209': { vr: 'IS', Value: [ofSeries.length] },
    };
  });
}
