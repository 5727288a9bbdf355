// SPDX-License-Identifier: Apache-2.0
// What a loaded and measured tumour, or the reason why there is none, looks like in an assessment.
import { createHash } from 'node:crypto';
import type { ImagingError, ImagingErrorCode } from '../imaging/errors.ts';
import type { TumourCase, TumourCheck } from '../imaging/load-tumour.ts';
import type { RadiomicsRecord } from '../nomogram/assessment.ts';
import { PIPELINE_ID } from '../radiomics/pipeline.ts';

/** Key of a result: CT series, SOP instance of the SEG or RTSTRUCT, segment or ROI number, pipeline, settings. */
export function resultKey(tumour: Pick<TumourCase, 'ct' | 'seg' | 'checks'>, hash: string): string {
  // the same FRACTIONAL segmentation is another mask at another threshold
  const threshold = tumour.checks.filter(({ code }) => code === 'fractional-threshold').map(({ values }) => values);
  return createHash('sha256')
    .update(JSON.stringify([tumour.ct.seriesUid, tumour.seg.sopUid, tumour.seg.segment.number, PIPELINE_ID, hash, ...threshold]))
    .digest('hex');
}

/** What is said about how an outline became voxels; a segmentation of bits needs none of it. */
const OUTLINE_CHECKS: ReadonlySet<TumourCheck['code']> = new Set([
  'fractional-threshold',
  'contour-rule',
  'outline-through-centres',
  'outline-gaps',
  'contours-without-voxel',
]);

/** What the images themselves say, beside any number. */
export function describeTumour(tumour: TumourCase, hash: string): Omit<RadiomicsRecord, 'status'> {
  const { ct, seg, image } = tumour;
  const segmented = /^(\d{4})(\d{2})(\d{2})/.exec(seg.contentDate);
  const thickness = ct.source.sliceThicknessMm ?? image.grid.spacingMm[2];
  const phase = tumour.checks.find(({ code }) => code === 'phase');
  return {
    studyUid: ct.studyUid,
    ctSeriesUid: ct.seriesUid,
    segSopInstanceUid: seg.sopUid,
    segmentNumber: seg.segment.number,
    outlineKind: seg.kind,
    ...(seg.segment.label === '' ? {} : { outlineLabel: seg.segment.label }),
    ...(ct.acquiredIso === undefined ? {} : { acquiredIso: ct.acquiredIso }),
    ...(segmented === null ? {} : { segmentedIso: `${segmented[1]}-${segmented[2]}-${segmented[3]}` }),
    // A DICOM person name keeps its parts apart with carets; people write spaces.
    ...(seg.contentCreator === '' ? {} : { segmentedBy: seg.contentCreator.replaceAll('^', ' ').trim() }),
    sliceThicknessMm: thickness,
    slices: image.grid.size[2],
    ...(ct.seriesNumber === undefined ? {} : { seriesNumber: ct.seriesNumber }),
    pipeline: PIPELINE_ID,
    settingsHash: hash,
    phase: ct.phase.verdict,
    checks: [
      // A hint in the headers passes, and its text says that it is one; silence or contradiction does not.
      {
        id: 'phase',
        ok: ct.phase.verdict === 'explicit-portal-venous' || ct.phase.verdict === 'likely-portal-venous',
        text: `${phase?.message ?? 'The contrast phase was not looked at.'}${evidenceText(ct.phase)}`,
      },
      { id: 'frame-of-reference', ok: true, text: `CT and ${seg.kind === 'SEG' ? 'segmentation' : 'structure set'} share one frame of reference.` },
      { id: 'roi', ok: true, text: 'The outline lies wholly inside the scanned field.' },
      // only a site that allows such images ever sees this one
      ...tumour.checks.flatMap(({ code, message }) => (code === 'lossy-compression' ? [{ id: 'compression' as const, ok: false, text: message }] : [])),
      ...outlineCheck(tumour),
    ],
  };
}

function evidenceText({ evidence }: TumourCase['ct']['phase']): string {
  const said = evidence.map(
    ({ kind, value, points }) => `${kind.replaceAll('-', ' ')}${value === '' ? '' : ` “${value}”`} (${points > 0 ? 'for' : 'against'})`,
  );
  return said.length === 0 ? '' : ` Seen: ${said.join(', ')}.`;
}

/** How the outline became voxels, in one check; none for a segmentation of bits. */
function outlineCheck(tumour: TumourCase): NonNullable<RadiomicsRecord['checks']> {
  const said = tumour.checks.filter(({ code }) => OUTLINE_CHECKS.has(code));
  if (said.length === 0) return [];
  return [{ id: 'outline', ok: said.every(({ level }) => level === 'ok'), text: said.map(({ message }) => message).join(' ') }];
}

/** `unavailable`: the archive; try again later. `absent`: nothing to measure. `refused`: there, but not usable. */
const ABSENT: ReadonlySet<ImagingErrorCode> = new Set(['no-segmentation', 'no-ct-series']);
const NOT_THE_ARCHIVES_FAULT: ReadonlySet<ImagingErrorCode> = new Set(['dicomweb-too-large']);

/** What a card says when images could not be used, with the candidates where a person has to choose. */
export function ofImagingError(error: ImagingError): RadiomicsRecord {
  const candidates = outlineCandidates(error);
  return { ...recordOf(error), ...(candidates.length === 0 ? {} : { candidates }) };
}

/** Outlines, or regions of one, that an error lists; the study is added by who knows it. */
function outlineCandidates({ code, values }: ImagingError): NonNullable<RadiomicsRecord['candidates']> {
  const list = (name: string): readonly string[] => {
    const value = values[name];
    return Array.isArray(value) ? value.map(String) : [];
  };
  if (code === 'several-segmentations') {
    const [descriptions, kinds] = [list('descriptions'), list('kinds')];
    return list('segSeriesUids').map((segSeriesUid, i) => ({ studyUid: '', segSeriesUid, description: descriptions[i] ?? '', modality: kinds[i] ?? '' }));
  }
  const regions = code === 'several-tumour-segments' ? list('segments') : code === 'several-tumour-structures' ? list('structures') : [];
  const kind = code === 'several-tumour-segments' ? 'segment' : 'structure';
  return regions.flatMap((title) => {
    const number = /^(\d+): (.*)$/s.exec(title);
    return number === null
      ? []
      : [{ studyUid: '', [kind]: Number(number[1]), description: number[2] ?? '', modality: kind === 'segment' ? 'SEG' : 'RTSTRUCT' }];
  });
}

function recordOf(error: ImagingError): RadiomicsRecord {
  const { code } = error;
  if (ABSENT.has(code)) return refused('absent', code, error.message);
  if (code.startsWith('dicomweb-') && !NOT_THE_ARCHIVES_FAULT.has(code)) return refused('unavailable', code, error.message);
  return refused('refused', code, error.message);
}

/** A record without features: what happened, its code, and a sentence for people. */
export function refused(status: 'unavailable' | 'absent' | 'refused', code: string, message: string): RadiomicsRecord {
  return { status, code, message };
}
