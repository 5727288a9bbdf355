// SPDX-License-Identifier: Apache-2.0
import { readCtSlices } from '../dicom/enhanced-ct.ts';
import { SliceStream } from '../dicom/slice-stream.ts';
import type { VolumeBuilder } from '../dicom/volume-builder.ts';
import type { DicomWebClient, SeriesSummary } from '../dicomweb/client.ts';
import { type DicomJson, jsonNumbers, jsonText } from '../dicomweb/dicom-json.ts';
import { ImagingError } from '../errors.ts';
import type { DrawnPlane } from '../outline/types.ts';
import { evenStack, type ListedSlice } from './known-slices.ts';
import type { LoadTumourOptions, TumourCheck } from './types.ts';

const MAX_SLICES = 3000;
/** A larger share of a series than this is not worth leaving the rest away. */
const MOST_OF_SERIES = 2 / 3;
/** A series this many times larger than what is wanted is fetched slice by slice. */
const WHOLE_SERIES_UP_TO = 1.5;

/** Slices of the CT, rescaled and in memory in the order of their arrival, and what had to be said about them. */
export interface FetchedSlices {
  readonly builder: VolumeBuilder;
  readonly checks: readonly TumourCheck[];
  /** The whole series as its metadata list it, where only a part of it was fetched that is to be placed in it. */
  readonly stack?: readonly ListedSlice[];
}

/**
 * Fetches the slices of the CT and puts each into the volume as it arrives: the whole series in one stream, or only those around the mask where
 * that is asked for.
 *
 * @param planes where the tumour was drawn
 * @param drawnOn SOP UIDs of the slices the segment was drawn on
 * @param stop ends it with `dicomweb-aborted` when the next slice arrives
 * @throws ImagingError `too-many-slices`, `dicomweb-incomplete` (fewer slices than the archive announced), and those of the client and `decodePixels`
 */
export async function fetchSlices(
  client: DicomWebClient,
  studyUid: string,
  series: Pick<SeriesSummary, 'seriesInstanceUid' | 'instances'>,
  planes: readonly DrawnPlane[],
  drawnOn: ReadonlySet<string>,
  options: LoadTumourOptions,
  stop?: AbortSignal,
): Promise<FetchedSlices> {
  const maxSlices = options.maxSlices ?? MAX_SLICES;
  if ((series.instances ?? 0) > maxSlices) throw tooMany(series.instances ?? 0, maxSlices);
  const wanted = await wantedSlices(client, studyUid, series, planes, drawnOn, options);
  const onlySome = wanted !== undefined && wanted.size < wanted.of;
  const bySlice = onlySome && wanted.of > WHOLE_SERIES_UP_TO * wanted.size;
  const source = bySlice
    ? client.retrieveInstances(studyUid, series.seriesInstanceUid, [...wanted.uids])
    : client.retrieveSeries(studyUid, series.seriesInstanceUid, { recycle: true });

  const stream = new SliceStream(onlySome ? wanted.size : series.instances, options);
  let received = 0;
  for await (const bytes of source) {
    if (stop?.aborted === true) throw new ImagingError('dicomweb-aborted', 'The CT is not needed any more.', {});
    if (++received > maxSlices) throw tooMany(received, maxSlices);
    for (const slice of readCtSlices(bytes)) {
      if (onlySome && !wanted.uids.has(slice.header.sopInstanceUid)) continue;
      if (stream.taken >= maxSlices) throw tooMany(stream.taken + 1, maxSlices); // frames of a multi-frame object count too
      await stream.take(slice);
    }
  }
  const expected = bySlice ? wanted.size : series.instances;
  if (expected !== undefined && received < expected)
    throw new ImagingError('dicomweb-incomplete', `The image archive sent ${received} of ${expected} slices; an incomplete series is not used.`, {
      received,
      expected,
    });
  const builder = await stream.end();
  if (!onlySome) return { builder, checks: [] };
  if (wanted.stack !== undefined) {
    const values = { slices: builder.slices.length, of: wanted.of };
    const message = `Only ${values.slices} of ${values.of} slices were needed for the features and read; the values are those of the whole series.`;
    return { builder, stack: wanted.stack, checks: [{ code: 'partial-series', level: 'ok', message, values }] };
  }
  const check: TumourCheck = {
    code: 'partial-series',
    level: 'attention',
    message: `Only ${builder.slices.length} of ${wanted.of} slices were read, those around the tumour; the last digits of resampled features can differ from those of the whole series.`,
    values: { slices: builder.slices.length, of: wanted.of },
  };
  return { builder, checks: [check] };
}

interface Wanted {
  readonly uids: ReadonlySet<string>;
  readonly size: number;
  readonly of: number;
  readonly stack?: readonly ListedSlice[];
}

/** Which slices are wanted; undefined where it is the whole series. */
async function wantedSlices(
  client: DicomWebClient,
  studyUid: string,
  series: Pick<SeriesSummary, 'seriesInstanceUid' | 'instances'>,
  planes: readonly DrawnPlane[],
  drawnOn: ReadonlySet<string>,
  options: LoadTumourOptions,
): Promise<Wanted | undefined> {
  if (options.slicesAroundMask !== undefined) {
    const metadata = await client.seriesMetadata(studyUid, series.seriesInstanceUid);
    return slicesAround(metadata, planes, drawnOn, options.slicesAroundMask);
  }
  const margin = options.slicesForFeatures;
  if (margin === undefined || planes.length === 0 || (series.instances ?? 0) * MOST_OF_SERIES <= 2 * margin) return undefined;
  // an archive without metadata is no reason to fail: the whole series can still be fetched
  const metadata = await client.seriesMetadata(studyUid, series.seriesInstanceUid).catch((error: unknown) => {
    if (error instanceof ImagingError && error.code !== 'dicomweb-aborted') return [];
    throw error;
  });
  const stack = evenStack(metadata, alongNormal(planes));
  if (stack === undefined) return undefined;
  const wanted = slicesAround(metadata, planes, drawnOn, margin);
  return wanted.size <= MOST_OF_SERIES * wanted.of ? { ...wanted, stack } : undefined;
}

function alongNormal(planes: readonly DrawnPlane[]): (point: readonly number[]) => number {
  const o = planes[0]?.orientation ?? [1, 0, 0, 0, 1, 0];
  const [a, b, c, d, e, f] = o as [number, number, number, number, number, number];
  const normal = [b * f - c * e, c * d - a * f, a * e - b * d] as const;
  return (p) => (p[0] as number) * normal[0] + (p[1] as number) * normal[1] + (p[2] as number) * normal[2];
}

/** SOP UIDs of the slices within `margin` of the mask, by slice position in the metadata. */
function slicesAround(metadata: readonly DicomJson[], planes: readonly DrawnPlane[], drawnOn: ReadonlySet<string>, margin: number): Wanted {
  const along = alongNormal(planes);
  const placed = metadata
    .flatMap((dataset) => {
      const position = jsonPosition(dataset);
      return position === undefined ? [] : [{ uid: position.uid, alongMm: along(position.mm) }];
    })
    .sort((x, y) => x.alongMm - y.alongMm);
  const levels = planes.map((plane) => along(plane.positionMm));
  const low = Math.min(...levels) - 0.5;
  const high = Math.max(...levels) + 0.5;
  const inside = placed.flatMap((p, i) => (drawnOn.has(p.uid) || (p.alongMm >= low && p.alongMm <= high) ? [i] : []));
  const from = Math.max(0, (inside[0] ?? 0) - margin);
  const to = Math.min(placed.length - 1, (inside.at(-1) ?? placed.length - 1) + margin);
  const uids = new Set(placed.slice(from, to + 1).map((p) => p.uid));
  return { uids, size: uids.size, of: placed.length };
}

function jsonPosition(dataset: DicomJson): { readonly uid: string; readonly mm: readonly number[] } | undefined {
  const uid = jsonText(dataset, '00080018');
  const mm = jsonNumbers(dataset, '00200032');
  return uid !== '' && mm?.length === 3 ? { uid, mm } : undefined;
}

function tooMany(slices: number, maxSlices: number): ImagingError {
  return new ImagingError('too-many-slices', `The CT series has ${slices} slices; at most ${maxSlices} are read.`, { slices, maxSlices });
}
