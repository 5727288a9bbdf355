// SPDX-License-Identifier: Apache-2.0
import type { LabelVolume, Volume } from '../volume/volume.ts';
import { assembleVolume, type CtVolume, type DecodedSlice, decodeSlice } from './dicom/assemble-volume.ts';
import { readCtSlice } from './dicom/ct-header.ts';
import { assessPhase, type PhaseAssessment } from './dicom/phase.ts';
import type { SourceCt } from './dicom/source-ct.ts';
import type { DicomWebClient, SeriesSummary } from './dicomweb/client.ts';
import { ImagingError } from './errors.ts';
import { chooseSegment, type ReferencedSeries, readSeg, type Segmentation, type SegmentInfo } from './seg/read-seg.ts';
import { checkFrameOfReference, segmentMask } from './seg/segment-mask.ts';

/** Which tumour of which study. */
export interface TumourRequest {
  readonly studyUid: string;
  /** The CT series; default: the one the segmentation references. Naming another than that is refused. */
  readonly seriesUid?: string;
  /** The segmentation series; needed where the study has several. */
  readonly segSeriesUid?: string;
  /** Segment number; needed where several segments are tumours. */
  readonly segment?: number;
}

/** Choices of a site or caller; none of them has a clinical default. */
export interface LoadTumourOptions {
  /** FRACTIONAL segmentations: share from which on a voxel belongs to the tumour. */
  readonly fractionalThreshold?: number;
  /** Seconds after bolus start that the site counts as portal venous; without it the delay is no evidence. */
  readonly portalVenousDelayS?: readonly [number, number];
  /**
   * Fetch only the slices of the mask and this many beyond it on either side. Off by default, because the interpolation prefilter of the
   * feature pipeline runs over whole columns of the CT: a shorter stack changes the last digits.
   */
  readonly slicesAroundMask?: number;
  /** Most slices of a series. Default 3000. */
  readonly maxSlices?: number;
}

/** Something the loader looked at; `attention` must be shown to a person, `ok` is for the record. */
export interface TumourCheck {
  readonly code: 'phase' | 'padding-in-roi' | 'duplicate-slices' | 'segment-chosen-by' | 'partial-series';
  readonly level: 'ok' | 'attention';
  readonly message: string;
  readonly values: Readonly<Record<string, string | number | boolean | readonly (string | number)[]>>;
}

/** A CT and the tumour on it, on one grid, ready for feature extraction. */
export interface TumourCase {
  readonly image: Volume;
  readonly mask: LabelVolume;
  readonly ct: {
    readonly studyUid: string;
    readonly seriesUid: string;
    readonly seriesNumber: number | undefined;
    readonly seriesDescription: string;
    readonly frameOfReferenceUid: string;
    readonly patientId: string;
    /** `YYYY-MM-DD` or `YYYY-MM-DDThh:mm:ss` of the acquisition; undefined where the headers do not say. */
    readonly acquiredIso: string | undefined;
    readonly phase: PhaseAssessment;
    readonly source: SourceCt;
  };
  readonly seg: {
    readonly seriesUid: string;
    readonly sopUid: string;
    readonly seriesDescription: string;
    readonly contentCreator: string;
    readonly contentDate: string;
    readonly segment: SegmentInfo;
  };
  readonly checks: readonly TumourCheck[];
}

const MAX_SLICES = 3000;
/** A series this many times larger than what is wanted is fetched slice by slice. */
const WHOLE_SERIES_UP_TO = 3;

/**
 * Loads the tumour of a study over DICOMweb: finds the segmentation, reads it whole, follows its reference to the CT series, fetches that
 * and puts both on the CT's grid.
 *
 * @throws ImagingError with the code of what stands in the way: `no-segmentation`, `several-segmentations`, `no-ct-series`, `several-ct-series`,
 *   `frame-of-reference-differs`, `patient-differs`, `referenced-slices-missing`, `dicomweb-incomplete`, and those of `readSeg`, `chooseSegment`,
 *   `segmentMask`, `assembleVolume` and the client
 */
export async function loadTumour(client: DicomWebClient, request: TumourRequest, options: LoadTumourOptions = {}): Promise<TumourCase> {
  const series = await client.searchSeries(request.studyUid);
  const seg = await fetchSegmentation(client, request, series);
  const segment = chooseSegment(seg, request.segment);
  const ctSeries = chooseCtSeries(seg, series, request.seriesUid);
  if (ctSeries.frameOfReferenceUid !== '') checkFrameOfReference(seg.frameOfReferenceUid, ctSeries.frameOfReferenceUid); // before the pixels are fetched

  const drawnOn = sourceSlices(seg, segment, ctSeries.seriesInstanceUid);
  const fetched = await fetchSlices(client, request.studyUid, ctSeries, seg, drawnOn, options);
  const image = assembleVolume(ofOneAcquisition(fetched.slices, drawnOn));
  checkFrameOfReference(seg.frameOfReferenceUid, image.source.frameOfReferenceUid);
  checkSamePatient(seg, image);
  checkSlicesPresent(image, drawnOn);
  const mask = segmentMask(seg, segment, image.grid, {
    frameOfReferenceUid: image.source.frameOfReferenceUid,
    ...(options.fractionalThreshold === undefined ? {} : { threshold: options.fractionalThreshold }),
  });

  const phase = assessPhase(image.headers, options.portalVenousDelayS);
  return {
    image: { grid: image.grid, pixelType: image.pixelType, data: image.data },
    mask,
    ct: {
      studyUid: request.studyUid,
      seriesUid: ctSeries.seriesInstanceUid,
      seriesNumber: image.headers[0]?.seriesNumber,
      seriesDescription: image.headers[0]?.seriesDescription ?? '',
      frameOfReferenceUid: image.source.frameOfReferenceUid,
      patientId: image.source.patientId,
      acquiredIso: acquiredIso(image),
      phase,
      source: image.source,
    },
    seg: {
      seriesUid: seg.seriesInstanceUid,
      sopUid: seg.sopInstanceUid,
      seriesDescription: seg.seriesDescription,
      contentCreator: seg.contentCreator,
      contentDate: seg.contentDate,
      segment,
    },
    checks: [phaseCheck(phase), ...paddingCheck(image, mask), ...duplicateCheck(image), ...fetched.checks],
  };
}

async function fetchSegmentation(client: DicomWebClient, request: TumourRequest, series: readonly SeriesSummary[]): Promise<Segmentation> {
  const candidates = series.filter((s) => s.modality === 'SEG' && (request.segSeriesUid === undefined || s.seriesInstanceUid === request.segSeriesUid));
  const only = candidates[0];
  if (only === undefined) {
    const message =
      request.segSeriesUid === undefined
        ? 'The study has no DICOM segmentation that this service can see; the tumour must be outlined and stored as DICOM SEG.'
        : 'The named segmentation series is not in this study.';
    throw new ImagingError('no-segmentation', message, { series: series.length });
  }
  const objects: Segmentation[] = [];
  for (const candidate of candidates) {
    for await (const bytes of client.retrieveSeries(request.studyUid, candidate.seriesInstanceUid)) objects.push(readSeg(bytes));
  }
  // with several objects, those that belong to another CT series than the one asked for are not meant
  const meant =
    request.seriesUid === undefined
      ? objects
      : objects.filter((o) => o.referencedSeries.length === 0 || o.referencedSeries.some((r) => r.seriesInstanceUid === request.seriesUid));
  const chosen = meant.length === 0 ? objects : meant;
  if (chosen.length > 1)
    throw new ImagingError('several-segmentations', `The study has ${chosen.length} segmentations; a person must say which one outlines the tumour.`, {
      segSeriesUids: chosen.map((o) => o.seriesInstanceUid),
      descriptions: chosen.map((o) => o.seriesDescription),
    });
  const [seg] = chosen;
  if (seg === undefined) throw new ImagingError('no-segmentation', 'The segmentation series of this study holds no object.', { series: series.length });
  return seg;
}

/** The CT series the segmentation was drawn on: by reference; without one, by frame of reference when only one series has it. */
function chooseCtSeries(seg: Segmentation, series: readonly SeriesSummary[], askedFor: string | undefined): SeriesSummary {
  const cts = series.filter((s) => s.modality === 'CT');
  const referenced = seg.referencedSeries.map((r: ReferencedSeries) => r.seriesInstanceUid);
  const candidates =
    referenced.length > 0 ? cts.filter((s) => referenced.includes(s.seriesInstanceUid)) : cts.filter((s) => s.frameOfReferenceUid === seg.frameOfReferenceUid);
  const wanted = askedFor === undefined ? candidates : candidates.filter((s) => s.seriesInstanceUid === askedFor);
  const only = wanted[0];
  if (only === undefined) {
    const named = askedFor === undefined ? undefined : cts.find((s) => s.seriesInstanceUid === askedFor);
    if (named !== undefined) checkFrameOfReference(seg.frameOfReferenceUid, named.frameOfReferenceUid); // says more than "not referenced"
    throw new ImagingError('no-ct-series', 'The CT series that the segmentation was drawn on is not in this study.', {
      referenced,
      askedFor: askedFor ?? null,
    });
  }
  if (wanted.length > 1)
    throw new ImagingError('several-ct-series', `The segmentation fits ${wanted.length} CT series; a person must say on which one it was drawn.`, {
      seriesUids: wanted.map((s) => s.seriesInstanceUid),
      descriptions: wanted.map((s) => s.description),
    });
  return only;
}

/** CT images that the frames of the segment name as their source; empty where they name none. */
function sourceSlices(seg: Segmentation, segment: SegmentInfo, ctSeriesUid: string): ReadonlySet<string> {
  const frames = seg.frames.filter((f) => f.segmentNumber === undefined || f.segmentNumber === segment.number);
  const fromFrames = frames.flatMap((f) => f.sourceSopUids);
  const ofSeries = new Set(seg.referencedSeries.find((r) => r.seriesInstanceUid === ctSeriesUid)?.sopInstanceUids ?? []);
  // a frame may also name images of another series (other modality, other phase) that it was compared with
  return new Set(ofSeries.size === 0 ? fromFrames : fromFrames.filter((uid) => ofSeries.has(uid)));
}

interface FetchedSlices {
  readonly slices: readonly DecodedSlice[];
  readonly checks: readonly TumourCheck[];
}

async function fetchSlices(
  client: DicomWebClient,
  studyUid: string,
  series: SeriesSummary,
  seg: Segmentation,
  drawnOn: ReadonlySet<string>,
  options: LoadTumourOptions,
): Promise<FetchedSlices> {
  const maxSlices = options.maxSlices ?? MAX_SLICES;
  if ((series.instances ?? 0) > maxSlices) throw tooMany(series.instances ?? 0, maxSlices);
  const wanted = options.slicesAroundMask === undefined ? undefined : await slicesAround(client, studyUid, series, seg, drawnOn, options.slicesAroundMask);
  const onlySome = wanted !== undefined && wanted.size < wanted.of;
  const bySlice = onlySome && wanted.of > WHOLE_SERIES_UP_TO * wanted.size;
  const source = bySlice
    ? client.retrieveInstances(studyUid, series.seriesInstanceUid, [...wanted.uids])
    : client.retrieveSeries(studyUid, series.seriesInstanceUid);

  const slices: DecodedSlice[] = [];
  let received = 0;
  for await (const bytes of source) {
    if (++received > maxSlices) throw tooMany(received, maxSlices);
    const slice = readCtSlice(bytes);
    if (onlySome && !wanted.uids.has(slice.header.sopInstanceUid)) continue;
    slices.push(await decodeSlice(slice));
  }
  const expected = bySlice ? wanted.size : series.instances;
  if (expected !== undefined && received < expected)
    throw new ImagingError('dicomweb-incomplete', `The image archive sent ${received} of ${expected} slices; an incomplete series is not used.`, {
      received,
      expected,
    });
  if (!onlySome) return { slices, checks: [] };
  const check: TumourCheck = {
    code: 'partial-series',
    level: 'attention',
    message: `Only ${slices.length} of ${wanted.of} slices were read, those around the tumour; the last digits of resampled features can differ from those of the whole series.`,
    values: { slices: slices.length, of: wanted.of },
  };
  return { slices, checks: [check] };
}

/** SOP UIDs of the slices within `margin` of the mask, by slice position in the metadata. */
async function slicesAround(
  client: DicomWebClient,
  studyUid: string,
  series: SeriesSummary,
  seg: Segmentation,
  drawnOn: ReadonlySet<string>,
  margin: number,
): Promise<{ readonly uids: ReadonlySet<string>; readonly size: number; readonly of: number }> {
  const o = seg.frames[0]?.orientation ?? [1, 0, 0, 0, 1, 0];
  const [a, b, c, d, e, f] = o as [number, number, number, number, number, number];
  const normal = [b * f - c * e, c * d - a * f, a * e - b * d] as const;
  const along = (p: readonly number[]): number => (p[0] as number) * normal[0] + (p[1] as number) * normal[1] + (p[2] as number) * normal[2];
  const placed = (await client.seriesMetadata(studyUid, series.seriesInstanceUid))
    .flatMap((dataset) => {
      const position = jsonPosition(dataset);
      return position === undefined ? [] : [{ uid: position.uid, alongMm: along(position.mm) }];
    })
    .sort((x, y) => x.alongMm - y.alongMm);
  const levels = seg.frames.map((frame) => along(frame.positionMm));
  const low = Math.min(...levels) - 0.5;
  const high = Math.max(...levels) + 0.5;
  const inside = placed.flatMap((p, i) => (drawnOn.has(p.uid) || (p.alongMm >= low && p.alongMm <= high) ? [i] : []));
  const from = Math.max(0, (inside[0] ?? 0) - margin);
  const to = Math.min(placed.length - 1, (inside.at(-1) ?? placed.length - 1) + margin);
  const uids = new Set(placed.slice(from, to + 1).map((p) => p.uid));
  return { uids, size: uids.size, of: placed.length };
}

function jsonPosition(
  dataset: Readonly<Record<string, { Value?: unknown[] | undefined }>>,
): { readonly uid: string; readonly mm: readonly number[] } | undefined {
  const uid = dataset['00080018']?.Value?.[0];
  const mm = (dataset['00200032']?.Value ?? []).map(Number);
  return typeof uid === 'string' && mm.length === 3 && mm.every(Number.isFinite) ? { uid, mm } : undefined;
}

/**
 * One series may hold several acquisitions (phases) of the same place. The one the segmentation was drawn on is kept; where that does not
 * decide, all are kept and the assembly refuses them.
 */
function ofOneAcquisition(slices: readonly DecodedSlice[], drawnOn: ReadonlySet<string>): readonly DecodedSlice[] {
  const all = new Set(slices.map((s) => s.header.acquisitionNumber));
  const drawn = new Set(slices.filter((s) => drawnOn.has(s.header.sopInstanceUid)).map((s) => s.header.acquisitionNumber));
  if (all.size < 2 || drawn.size !== 1) return slices;
  const positions = new Set(slices.map((s) => s.header.positionMm?.join('\\')));
  return positions.size === slices.length ? slices : slices.filter((s) => drawn.has(s.header.acquisitionNumber));
}

function checkSlicesPresent(image: CtVolume, drawnOn: ReadonlySet<string>): void {
  const present = new Set(image.source.slices.map((s) => s.sopInstanceUid));
  const absent = [...drawnOn].filter((uid) => !present.has(uid));
  // an identical duplicate that was dropped may be the one that is named
  if (absent.length > image.duplicatesDropped)
    throw new ImagingError(
      'referenced-slices-missing',
      `${absent.length} of the ${drawnOn.size} slices that the tumour was drawn on are not in the CT series.`,
      {
        missing: absent.length,
        referenced: drawnOn.size,
      },
    );
}

function checkSamePatient(seg: Segmentation, image: CtVolume): void {
  if (seg.patientId !== '' && image.source.patientId !== '' && seg.patientId !== image.source.patientId)
    throw new ImagingError('patient-differs', 'The segmentation and the CT carry different patient identifiers.', {});
}

function phaseCheck(phase: PhaseAssessment): TumourCheck {
  const evidence = phase.evidence.map((e) => `${e.kind}${e.value === '' ? '' : `: ${e.value}`}`);
  const message = {
    'explicit-portal-venous': 'The CT says itself that it is portal venous.',
    'explicit-other': 'The CT says itself that it is of another phase than portal venous.',
    'likely-portal-venous': 'The CT is likely portal venous; the headers do not say it outright.',
    contradicted: 'Something in the headers speaks against the portal venous phase.',
    unknown: 'The headers do not tell the contrast phase.',
  }[phase.verdict];
  return {
    code: 'phase',
    level: phase.verdict === 'explicit-portal-venous' ? 'ok' : 'attention',
    message,
    values: { verdict: phase.verdict, score: phase.score, evidence },
  };
}

/** Padding is no tissue; where it lies inside the tumour, features describe the scanner's field of view as well. */
function paddingCheck(image: CtVolume, mask: LabelVolume): readonly TumourCheck[] {
  const plane = image.grid.size[0] * image.grid.size[1];
  let padded = 0;
  image.padding.forEach((range, k) => {
    if (range === undefined) return;
    for (let at = k * plane; at < (k + 1) * plane; at++) {
      const hu = image.data[at] as number;
      if (mask.data[at] !== 0 && hu >= range.low && hu <= range.high) padded++;
    }
  });
  if (padded === 0) return [];
  return [
    {
      code: 'padding-in-roi',
      level: 'attention',
      message: `${padded} voxels of the tumour are padding, not tissue; the outline reaches beyond the scanned field.`,
      values: { voxels: padded },
    },
  ];
}

function duplicateCheck(image: CtVolume): readonly TumourCheck[] {
  const dropped = image.duplicatesDropped;
  return dropped === 0
    ? []
    : [
        {
          code: 'duplicate-slices',
          level: 'ok',
          message: `${dropped} slices were stored twice with the same pixels; one of each was used.`,
          values: { dropped },
        },
      ];
}

function acquiredIso(image: CtVolume): string | undefined {
  const header = image.headers[0];
  const date = /^(\d{4})(\d{2})(\d{2})$/.exec(header?.acquisitionDate || header?.study.date || '');
  if (date === null) return undefined;
  const day = `${date[1]}-${date[2]}-${date[3]}`;
  const time = header?.acquisitionDate === '' ? null : /^(\d{2})(\d{2})(\d{2})/.exec(header?.acquisitionTime ?? '');
  return time === null ? day : `${day}T${time[1]}:${time[2]}:${time[3]}`;
}

function tooMany(slices: number, maxSlices: number): ImagingError {
  return new ImagingError('too-many-slices', `The CT series has ${slices} slices; at most ${maxSlices} are read.`, { slices, maxSlices });
}
