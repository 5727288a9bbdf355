// SPDX-License-Identifier: Apache-2.0
import { parentPort } from 'node:worker_threads';
import { frameDecoder } from './codecs.ts';

/** What the pool asks of a worker. */
export interface DecodeJob {
  readonly id: number;
  readonly transferSyntaxUid: string;
  readonly frame: Uint8Array;
  /** Samples that the frame must have. */
  readonly pixels: number;
}

/** What comes back: that the decoder has begun, then bytes or why there are none. */
export type DecodeAnswer =
  | { readonly id: number; readonly begun: true }
  | { readonly id: number; readonly bytes: Uint8Array }
  | { readonly id: number; readonly problem: string };

let last: Promise<void> = Promise.resolve();
// one after the other, also while a decoder is being loaded: the pool takes answers in the order of its jobs
parentPort?.on('message', (job: DecodeJob) => {
  last = last
    .then(() => answer(job))
    .then(
      (result) => parentPort?.postMessage(result, 'bytes' in result ? [result.bytes.buffer as ArrayBuffer] : []),
      (problem: unknown) => parentPort?.postMessage({ id: job.id, problem: String(problem) }), // some decoders throw a bare number
    );
});

async function answer({ id, transferSyntaxUid, frame, pixels }: DecodeJob): Promise<DecodeAnswer> {
  const decoder = await frameDecoder(transferSyntaxUid);
  if (decoder === undefined) return { id, problem: 'no decoder' };
  parentPort?.postMessage({ id, begun: true } satisfies DecodeAnswer);
  return { id, bytes: new Uint8Array(decoder(frame, pixels)) }; // a copy of its own, so that it can be handed over
}
