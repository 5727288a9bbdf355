// SPDX-License-Identifier: Apache-2.0
// Which of a patient's studies is measured: the only one that outlines a tumour, or the one that a person named. Never a guess between two.

import type { SeriesSummary } from '../imaging/dicomweb/client.ts';
import { ImagingError } from '../imaging/errors.ts';
import type { ImagesChoice, ImagingCandidate, RadiomicsRecord } from '../nomogram/assessment.ts';
import type { ImagingTarget } from './imaging-access.ts';
import { ofImagingError, refused } from './tumour-record.ts';

export type StudyChoice = { readonly kind: 'study'; readonly target: ImagingTarget } | { readonly kind: 'record'; readonly record: RadiomicsRecord };

/** Studies looked into at most; what is older says little about today's tumour. */
const MOST_STUDIES = 10;
const OUTLINES: ReadonlySet<string> = new Set(['SEG', 'RTSTRUCT']);

/**
 * @param targets the patient's studies, newest first, at least one
 * @param choice what a person named
 * @param seriesOf series of a study as its archive lists them; asked only where the record lists no outline, because an outline may be newer than the record
 */
export async function chooseStudy(
  targets: readonly ImagingTarget[],
  choice: ImagesChoice | undefined,
  seriesOf: (target: ImagingTarget) => Promise<readonly SeriesSummary[]>,
): Promise<StudyChoice> {
  if (choice !== undefined) {
    const named = targets.find(({ pointer }) => pointer.studyUid === choice.studyUid);
    if (named !== undefined) return { kind: 'study', target: named };
    return record('absent', 'study-not-visible', 'The study that was chosen is not visible to this service (any more). Choose again.');
  }
  const [only, ...others] = targets;
  if (only !== undefined && others.length === 0) return { kind: 'study', target: only };
  const looked = await Promise.all(targets.slice(0, MOST_STUDIES).map(async (target) => ({ target, outline: await outlineIn(target, seriesOf) })));
  const first = looked.find(({ outline }) => outline !== false) ?? looked[0];
  if (first === undefined) return record('absent', 'no-imaging', 'No CT study is visible to this service.');
  // The newest study could not be looked into: an older picture of the tumour must not take its place unnoticed.
  if (first.outline instanceof ImagingError) return { kind: 'record', record: { ...ofImagingError(first.outline), studyUid: first.target.pointer.studyUid } };
  const outlined = looked.filter(({ outline }) => outline === true);
  if (outlined.length < 2) return { kind: 'study', target: first.target };
  return {
    kind: 'record',
    record: {
      ...refused(
        'refused',
        'several-studies',
        `${outlined.length} CT studies of this patient have an outline (${outlined.map(({ target }) => titleOf(target)).join('; ')}). Nothing is guessed: choose the study in the app.`,
      ),
      candidates: outlined.map(({ target }) => candidateOf(target)),
    },
  };
}

async function outlineIn(target: ImagingTarget, seriesOf: (target: ImagingTarget) => Promise<readonly SeriesSummary[]>): Promise<boolean | ImagingError> {
  const { segSeries, structureSeries = [] } = target.pointer;
  if (segSeries.length + structureSeries.length > 0) return true;
  try {
    return (await seriesOf(target)).some(({ modality }) => OUTLINES.has(modality));
  } catch (error) {
    if (error instanceof ImagingError) return error;
    throw error;
  }
}

function candidateOf({ pointer }: ImagingTarget): ImagingCandidate {
  return {
    studyUid: pointer.studyUid,
    ...(pointer.startedIso === undefined ? {} : { dateIso: pointer.startedIso }),
    ...(pointer.description === undefined ? {} : { description: pointer.description }),
    ...(pointer.modalities === undefined ? {} : { modality: pointer.modalities.join(', ') }),
  };
}

function titleOf({ pointer }: ImagingTarget): string {
  return [pointer.startedIso?.slice(0, 10) ?? 'no date', pointer.description ?? '', pointer.modalities?.join(', ') ?? '']
    .filter((part) => part !== '')
    .join(', ');
}

function record(status: 'absent', code: string, message: string): StudyChoice {
  return { kind: 'record', record: refused(status, code, message) };
}
