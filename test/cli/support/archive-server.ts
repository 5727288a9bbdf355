// SPDX-License-Identifier: Apache-2.0
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { PLAIN_STUDY, PLAIN_TUMOUR, type StudyUids, type SyntheticStudySpec, studyUids } from '../../../fhir-fixtures/synthetic-liver/index.ts';
import { type FaultSwitch, faultSwitch } from '../../../src/sandbox/dicomweb/faults.ts';
import { dicomwebRouter } from '../../../src/sandbox/dicomweb/server.ts';
import { createDicomStore, type DicomStore } from '../../../src/sandbox/dicomweb/store.ts';

/** A small synthetic study: a CT of six slices and the outline of a tumour. */
export const SMALL_STUDY: SyntheticStudySpec = {
  ...PLAIN_STUDY,
  key: 'command archive',
  grid: { ...PLAIN_STUDY.grid, columns: 128, rows: 128, pixelMm: 2.96, slices: 6, topMm: 48 },
  tumours: [{ ...PLAIN_TUMOUR, diameterMm: 46 }],
  patient: { ...PLAIN_STUDY.patient, id: 'DEMO-0001', name: 'DEMO^PATIENT' },
};
export const TOKEN = 'a-secret-token';

/** The sandbox's archive on a free loopback port, with its faults and the requests it saw. */
export interface ArchiveServer {
  readonly base: string;
  readonly uids: StudyUids;
  readonly store: DicomStore;
  readonly faults: FaultSwitch;
  readonly seen: { readonly method: string; readonly path: string; readonly authorization: string | undefined }[];
  /** Whether the token is asked for. */
  wantsToken: boolean;
  stop(): Promise<void>;
}

/** Starts the archive with {@link SMALL_STUDY}, or other objects, in it. */
export async function startArchiveServer(files?: readonly Uint8Array[]): Promise<ArchiveServer> {
  const store = createDicomStore();
  if (files === undefined) store.addSynthetic(SMALL_STUDY);
  else for (const file of files) store.add(file);
  const faults = faultSwitch();
  const seen: ArchiveServer['seen'] = [];
  const app = express();
  app.use((request, _, next) => {
    seen.push({ method: request.method, path: request.originalUrl, authorization: request.get('authorization') });
    next();
  });
  const archive: Omit<ArchiveServer, 'base' | 'stop'> = { uids: studyUids(SMALL_STUDY.key), store, faults, seen, wantsToken: false };
  const authorize = (request: express.Request): 'allow' | 'unauthenticated' =>
    archive.wantsToken && request.get('authorization') !== `Bearer ${TOKEN}` ? 'unauthenticated' : 'allow';
  app.use('/dicom-web', dicomwebRouter(store, { faults, authorize }));
  const server: Server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return Object.assign(archive, {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}/dicom-web`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}
