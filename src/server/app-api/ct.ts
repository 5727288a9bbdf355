// SPDX-License-Identifier: Apache-2.0
// CT slices for the viewer, held per view: pixels are never shared between users or tokens.
import type { Request, Response, Router } from 'express';
import { ImagingError } from '../../imaging/errors.ts';
import type { CtCase } from '../../imaging/load-ct.ts';
import type { TumourCase } from '../../imaging/load-tumour.ts';
import type { View } from '../../store/view-tokens.ts';
import { roiSummary } from '../../volume/roi.ts';
import type { Volume } from '../../volume/volume.ts';
import type { AppApiDeps } from './deps.ts';
import { ApiError } from './errors.ts';

/** What the viewer shows: a CT with the outline of the tumour, or without one and the reason why. */
export interface ShownCt extends CtCase {
  readonly tumour?: TumourCase;
  readonly withoutOutline?: { readonly code: string; readonly message: string };
}

interface Held {
  readonly loading: Promise<ShownCt>;
  lastUsedMs: number;
}

/** Volumes held at once (about 80 MB each) and for how long after the last slice. */
const MOST = 4;
const IDLE_MS = 10 * 60_000;
const LOAD_MS = 120_000;

export interface CtCache {
  load(view: View): Promise<ShownCt>;
  /** The same with its outline. @throws ApiError 409 with the reason where there is none */
  tumour(view: View): Promise<TumourCase>;
  clear(): void;
}

/** Loads a view's images once and keeps them for that view only. */
export function ctCache(deps: AppApiDeps): CtCache {
  const held = new Map<string, Held>();
  const sweep = (): void => {
    const nowMs = deps.clock.monotonicMs();
    for (const [key, entry] of held) if (nowMs - entry.lastUsedMs > IDLE_MS) held.delete(key);
    while (held.size > MOST) {
      const oldest = [...held].toSorted(([, a], [, b]) => a.lastUsedMs - b.lastUsedMs)[0];
      if (oldest === undefined) return;
      held.delete(oldest[0]);
    }
  };
  const fetchImages = async (view: View): Promise<ShownCt> => {
    const assessment = await deps.assessments.get(view.assessmentId);
    const context = await deps.contextOf(view.assessmentId);
    if (assessment === undefined || context === undefined)
      throw new ApiError(404, 'assessment-not-found', 'The assessment of this view is gone. Open the app again.');
    const { radiomics } = assessment;
    // A patient to whom the model does not apply has images all the same: the newest study of the chart is shown.
    // Where a person has to choose the study, none is shown before.
    const undecided = radiomics.status === 'pending' || radiomics.candidates !== undefined;
    const studyUid = radiomics.studyUid ?? context.images?.studyUid ?? (undecided ? undefined : context.chart.imaging[0]?.studyUid);
    if (studyUid === undefined) throw new ApiError(409, radiomics.code ?? radiomics.status, radiomics.message ?? 'No CT was measured for this assessment.');
    const of = { fhirBase: view.fhirBase, patient: view.patient, context, studyUid };
    try {
      const tumour = await deps.loadImages({ ...of, segSopInstanceUid: radiomics.segSopInstanceUid }, AbortSignal.timeout(LOAD_MS));
      return { image: tumour.image, ct: tumour.ct, tumour };
    } catch (error) {
      // What was measured is shown with its outline or not at all; a CT whose outline is missing or refused can still be looked at.
      if (!(error instanceof ImagingError) || error.code.startsWith('dicomweb-') || radiomics.segSopInstanceUid !== undefined) throw error;
      const { code, message } = error;
      return { ...(await deps.loadCt(of, AbortSignal.timeout(LOAD_MS))), withoutOutline: { code, message } };
    }
  };
  const cache: CtCache = {
    async tumour(view) {
      const { tumour, withoutOutline } = await cache.load(view);
      if (tumour === undefined) throw new ApiError(409, withoutOutline?.code ?? 'no-segmentation', withoutOutline?.message ?? 'The CT has no outline.');
      return tumour;
    },
    load(view) {
      const key = `${view.tokenHash}|${view.assessmentId}`;
      const known = held.get(key);
      if (known !== undefined) {
        known.lastUsedMs = deps.clock.monotonicMs();
        return known.loading;
      }
      const loading = fetchImages(view);
      held.set(key, { loading, lastUsedMs: deps.clock.monotonicMs() });
      loading.catch(() => held.delete(key));
      sweep();
      return loading;
    },
    clear: () => held.clear(),
  };
  return cache;
}

/** Adds `/ct`, `/ct/slices/:k` and `/ct/mask/:k`; `viewOf` gives the view that the token opened. */
export function addCtRoutes(router: Router, cache: CtCache, viewOf: (response: Response) => View): void {
  router.get('/ct', async (_request, response) => {
    const { image, ct, tumour, withoutOutline } = await cache.load(viewOf(response));
    const slices = image.grid.size[2];
    const areaBySliceCm2 = tumour === undefined ? new Array<number>(slices).fill(0) : roiSummary(tumour.mask).areaBySliceCm2;
    const { size, spacingMm, originMm, direction } = image.grid;
    response.json({
      size,
      spacingMm,
      originMm,
      direction,
      pixelType: 'int16',
      firstSlice: 0,
      phase: ct.phase.verdict,
      ...(ct.acquiredIso === undefined ? {} : { acquiredIso: ct.acquiredIso }),
      ...(ct.seriesNumber === undefined ? {} : { seriesNumber: ct.seriesNumber }),
      areaBySliceCm2,
      largestSlice: tumour === undefined ? Math.floor(slices / 2) : indexOfLargest(areaBySliceCm2),
      ...(withoutOutline === undefined ? {} : { withoutOutline }),
    });
  });
  router.get('/ct/slices/:k', async (request, response) => {
    const { image } = await cache.load(viewOf(response));
    sendBytes(response, int16Slice(image, sliceIndex(request, image)));
  });
  router.get('/ct/mask/:k', async (request, response) => {
    const { image, tumour, withoutOutline } = await cache.load(viewOf(response));
    const k = sliceIndex(request, image);
    if (tumour === undefined) throw new ApiError(404, 'no-outline', withoutOutline?.message ?? 'The CT is shown without an outline.');
    const [nx, ny] = image.grid.size;
    sendBytes(response, Buffer.from(Uint8Array.from(tumour.mask.data.subarray(k * nx * ny, (k + 1) * nx * ny), (label) => (label === 0 ? 0 : 1)).buffer));
  });
}

/** One slice as signed 16-bit little-endian HU, whatever the volume's number type; values outside 16 bits are clamped. */
export function int16Slice(image: Volume, k: number): Buffer {
  const [nx, ny] = image.grid.size;
  const bytes = Buffer.allocUnsafe(nx * ny * 2);
  for (let index = 0; index < nx * ny; index += 1) {
    const value = Math.round(image.data[k * nx * ny + index] ?? 0);
    bytes.writeInt16LE(Math.max(-32_768, Math.min(32_767, value)), index * 2);
  }
  return bytes;
}

function sliceIndex(request: Request<{ k: string }>, image: Volume): number {
  const k = Number(request.params.k);
  const slices = image.grid.size[2];
  if (!Number.isInteger(k) || k < 0 || k >= slices)
    throw new ApiError(404, 'no-such-slice', `The CT has slices 0 to ${slices - 1}; ${request.params.k.slice(0, 20)} is none of them.`);
  return k;
}

function indexOfLargest(areas: readonly number[]): number {
  return areas.reduce((best, area, index) => (area > (areas[best] ?? 0) ? index : best), 0);
}

function sendBytes(response: Response, bytes: Buffer): void {
  response.type('application/octet-stream').send(bytes);
}
