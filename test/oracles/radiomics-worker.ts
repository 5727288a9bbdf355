// SPDX-License-Identifier: Apache-2.0
// Thread that compares cases of one folder, one at a time.
import { parentPort } from 'node:worker_threads';
import { type CaseRow, compareCase, ImageCache } from './radiomics-case.ts';

const images = new ImageCache();
parentPort?.on('message', ({ folder, row }: { folder: string; row: CaseRow }) => {
  void compareCase(folder, row, images).then((reports) => parentPort?.postMessage(reports));
});
