// SPDX-License-Identifier: Apache-2.0
// Thread that computes some of the images of one case.
import { parentPort } from 'node:worker_threads';
import { RadiomicsError, type RadiomicsErrorCode } from '../../radiomics/errors.ts';
import { fastestKernels } from '../../radiomics/kernels/fastest.ts';
import type { LabelVolume } from '../../volume/volume.ts';
import { maskHash } from './content-hash.ts';
import { runTasks, type TaskList, type TaskResults } from './run-tasks.ts';

export type ImageCall =
  | { readonly kind: 'warm-up' }
  | { readonly kind: 'hash-mask'; readonly labels: LabelVolume['data'] }
  | { readonly kind: 'run'; readonly list: TaskList };

export type ImageReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'hash'; readonly hex: string }
  | { readonly kind: 'done'; readonly results: TaskResults }
  | { readonly kind: 'refused'; readonly code: RadiomicsErrorCode; readonly message: string; readonly values: Readonly<Record<string, unknown>> };

const port = parentPort;
if (port === null) throw new Error('This file runs as a worker thread only.');

function answer(call: ImageCall): ImageReply {
  if (call.kind === 'warm-up') {
    fastestKernels();
    return { kind: 'ready' };
  }
  if (call.kind === 'hash-mask') return { kind: 'hash', hex: maskHash({ data: call.labels }) };
  try {
    return { kind: 'done', results: runTasks(call.list) };
  } catch (error) {
    if (!(error instanceof RadiomicsError)) throw error; // a bug ends the thread; the pool reports it
    return { kind: 'refused', code: error.code, message: error.message, values: error.values };
  }
}

port.on('message', ({ id, call }: { readonly id: number; readonly call: ImageCall }) => port.postMessage({ id, reply: answer(call) }));
