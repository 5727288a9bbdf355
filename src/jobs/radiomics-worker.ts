// SPDX-License-Identifier: Apache-2.0
// Thread that measures tumours, so that a hook is answered while features are computed.
import { parentPort } from 'node:worker_threads';
import { extractFeatures } from '../radiomics/extract.ts';
import { parseParams } from '../radiomics/params.ts';
import { roiSummary } from '../volume/roi.ts';
import type { MeasureCall, MeasureReply } from './measure-messages.ts';

const port = parentPort;
if (port === null) throw new Error('This file runs as a worker thread only.');

port.on('message', ({ id, image, mask, params }: MeasureCall) => {
  let reply: MeasureReply;
  try {
    const { voxels, volumeMl, longestAxisMm } = roiSummary(mask);
    const { features } = extractFeatures(image, mask, parseParams(params));
    reply = { id, ok: true, measurement: { features, voxels, volumeMl, longestAxisMm } };
  } catch (error) {
    const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
    reply = { id, ok: false, message: error instanceof Error ? error.message : String(error), ...(typeof code === 'string' ? { code } : {}) };
  }
  port.postMessage(reply);
});
