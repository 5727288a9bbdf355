// SPDX-License-Identifier: Apache-2.0
// Thread that extracts whole cases, one after the other.
import { parentPort } from 'node:worker_threads';
import { failureOf } from '../failure.ts';
import type { CaseCall, CaseOutcome, CaseReply } from './case-messages.ts';
import { CaseExtractor } from './extract-case.ts';

const port = parentPort;
if (port === null) throw new Error('This file runs as a worker thread only.');
const extractor = new CaseExtractor();

async function answer({ id, work }: CaseCall): Promise<CaseReply> {
  let outcome: CaseOutcome;
  try {
    outcome = await extractor.extract(work);
  } catch (error) {
    outcome = { kind: 'failed', failure: failureOf(error) };
  }
  return { id, outcome };
}

port.on('message', (call: CaseCall) => {
  void answer(call).then((reply) => port.postMessage(reply));
});
