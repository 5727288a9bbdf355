// SPDX-License-Identifier: Apache-2.0
// Thread that loads and measures tumours, so that hooks are answered meanwhile.
import { parentPort } from 'node:worker_threads';
import { extractionSettings, settingsHash } from '../assessment/extraction.ts';
import type { ExtractionRequest, RadiomicsTaskResult, TumourWork } from '../assessment/ports.ts';
import { describeTumour, ofImagingError, resultKey } from '../assessment/tumour-record.ts';
import { studyArchive } from '../imaging/dicomweb/study-archive.ts';
import { ImagingError } from '../imaging/errors.ts';
import { type LoadTumourOptions, loadTumour, type TumourCase } from '../imaging/load-tumour.ts';
import { RadiomicsError } from '../radiomics/errors.ts';
import { extractFeatures } from '../radiomics/extract.ts';
import { SLICES_BEYOND_REGION } from '../radiomics/resample/spline-coefficients.ts';
import { IDENTITY_DIRECTION } from '../volume/grid.ts';
import { roiSummary } from '../volume/roi.ts';
import type { TumourCall, TumourReply } from './tumour-messages.ts';

const port = parentPort;
if (port === null) throw new Error('This file runs as a worker thread only.');
const running = new Map<number, AbortController>();

port.on('message', (call: TumourCall) => {
  if (call.kind === 'abort') running.get(call.id)?.abort();
  else if (call.kind === 'warm-up') warmUp(call.extraction);
  else void answer(call.id, call.work);
});

async function answer(id: number, work: TumourWork): Promise<void> {
  const abort = new AbortController();
  running.set(id, abort);
  let reply: TumourReply;
  try {
    reply = { id, ok: true, ...(await measureTumour(work, abort.signal)) };
  } catch (error) {
    reply = { id, ok: false, name: error instanceof Error ? error.name : typeof error, stack: error instanceof Error ? (error.stack ?? '') : '' };
  } finally {
    running.delete(id);
  }
  port?.postMessage(reply);
}

async function measureTumour(work: TumourWork, signal: AbortSignal): Promise<{ result: RadiomicsTaskResult; stagesMs: { load: number; measure: number } }> {
  const startedIso = new Date().toISOString();
  const load = (options: LoadTumourOptions): Promise<TumourCase> =>
    loadTumour(studyArchive(work, signal), { ...work.choice, studyUid: work.studyUid }, { ...work.loading, fetchAhead: true, ...options });
  const stagesMs = { load: 0, measure: 0 };
  let result: RadiomicsTaskResult | undefined;
  // first with the slices that the features nearly always need; where those do not prove every bit, with all of them
  for (const options of [{ slicesForFeatures: SLICES_BEYOND_REGION }, {}]) {
    const loadingMs = performance.now();
    let tumour: TumourCase;
    try {
      tumour = await load(options);
    } catch (error) {
      if (!(error instanceof ImagingError)) throw error;
      return { result: { record: ofImagingError(error) }, stagesMs: { ...stagesMs, load: stagesMs.load + performance.now() - loadingMs } };
    }
    const measuringMs = performance.now();
    result = measured(tumour, work.extraction, startedIso);
    stagesMs.load += measuringMs - loadingMs;
    stagesMs.measure += performance.now() - measuringMs;
    if (result.record.code !== 'slices-unknown') break;
  }
  return { result: result as RadiomicsTaskResult, stagesMs };
}

function measured(tumour: TumourCase, extraction: ExtractionRequest, measuredIso: string): RadiomicsTaskResult {
  const hash = settingsHash(extraction);
  const about = describeTumour(tumour, hash);
  const { patientId, patientBirthDate: birthDate, patientSex: sex } = tumour.ct.source;
  const taken = { subject: { patientId, birthDate, sex }, ...(tumour.ct.protocol === undefined ? {} : { protocol: tumour.ct.protocol }) };
  try {
    const { voxels, volumeMl, longestAxisMm } = roiSummary(tumour.mask, 1); // loaded masks are 0 and 1: nothing to look for
    const { features } = extractFeatures(tumour.image, tumour.mask, extractionSettings(extraction));
    return { resultKey: resultKey(tumour, hash), ...taken, record: { ...about, status: 'computed', measuredIso, features, voxels, volumeMl, longestAxisMm } };
  } catch (error) {
    if (!(error instanceof RadiomicsError)) throw error;
    return { ...taken, record: { ...about, status: 'refused', code: error.code, message: `The tumour on the CT could not be measured: ${error.message}` } };
  }
}

/** A small ball with a deterministic texture; its numbers are thrown away. */
function warmUp(extraction: ExtractionRequest): void {
  const [nx, ny, nz] = [40, 40, 10] as const;
  const data = new Int16Array(nx * ny * nz);
  const mask = new Uint8Array(data.length);
  for (let index = 0; index < data.length; index += 1) {
    const [x, y, z] = [index % nx, Math.floor(index / nx) % ny, Math.floor(index / (nx * ny))];
    data[index] = 60 + ((index * 7919) % 97);
    mask[index] = Math.hypot(x - 20, y - 20, (z - 5) * 4) < 12 ? 1 : 0;
  }
  const grid = { size: [nx, ny, nz] as const, spacingMm: [0.8, 0.8, 4] as const, originMm: [0, 0, 0] as const, direction: IDENTITY_DIRECTION };
  try {
    extractFeatures({ grid, pixelType: 'int16', data }, { grid, data: mask }, extractionSettings(extraction));
  } catch (error) {
    // A profile that this ball does not fit is no reason not to start.
    if (!(error instanceof RadiomicsError)) throw error;
  }
}
