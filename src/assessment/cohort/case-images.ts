// SPDX-License-Identifier: Apache-2.0
// Images of one patient of a cohort: which studies may be looked at, and what speaks against a CT that could be measured.
import type { ChartFacts, ImagingPointer } from '../../fhir/chart.ts';
import type { RadiomicsRecord } from '../../nomogram/assessment.ts';
import type { RadiomicsTask, RadiomicsTaskResult } from '../ports.ts';
import { refused } from '../tumour-record.ts';
import { type IndexMoment, imagingBefore, isOlder, knownBefore } from './as-of.ts';
import type { CohortCaseRequest, CohortPlan, CollectedImages } from './types.ts';

/** Whose images, and when the operation was. */
export interface ImagesSubject {
  /** `Patient/<id>` */
  readonly patient: string;
  readonly facts: ChartFacts;
  readonly index: IndexMoment;
  readonly born: string | undefined;
  readonly gender: string | undefined;
}

/** Has the tumour measured, or says why not. */
export async function imagesOf(
  task: RadiomicsTask,
  fhirBase: string,
  { patient, facts, index, born, gender }: ImagesSubject,
  rule: NonNullable<CohortPlan['images']>,
  request: CohortCaseRequest,
  signal: AbortSignal,
): Promise<CollectedImages> {
  const { studyUid, seriesUid, segSeriesUid } = request;
  const pointers = studyUid === undefined ? imagingBefore(facts.imaging, index, rule.maxAgeDays) : named(facts.imaging, studyUid);
  if (pointers.length === 0 && facts.imaging.length > 0)
    return {
      record: refused(
        'absent',
        'no-imaging-before-operation',
        'The record lists CT studies, but none from the time before the operation that this study asks for.',
      ),
    };
  // The named CT series goes along to the loader, which refuses it where the outline is of another.
  const choice =
    studyUid === undefined
      ? undefined
      : { studyUid, ...(segSeriesUid === undefined ? {} : { segSeriesUid }), ...(seriesUid === undefined ? {} : { seriesUid }) };
  const { record, protocol, subject } = await task(
    {
      fhirBase,
      patient,
      imaging: pointers,
      extraction: rule.extraction,
      ...(choice === undefined ? {} : { choice }),
      ...(facts.identifiers === undefined ? {} : { identifiers: facts.identifiers }),
    },
    signal,
  );
  const taken = protocol === undefined ? {} : { protocol };
  const objection =
    record.status !== 'computed' ? undefined : isOther(subject, born, gender) ? ANOTHER_PATIENT : objectionTo(record, index, rule, studyUid !== undefined);
  if (objection === undefined) return { record, ...taken };
  const { features: _, ...about } = record;
  return { record: { ...about, ...objection }, ...taken };
}

/** The study that the list names: as the record lists it, or only its UID at the archives of the site. */
function named(listed: readonly ImagingPointer[], studyUid: string): readonly ImagingPointer[] {
  const found = listed.filter((pointer) => pointer.studyUid === studyUid);
  if (found.length > 0) return found;
  return [{ reference: `urn:oid:${studyUid}`, studyUid, seriesListed: false, ctSeries: [], segSeries: [], addresses: [] }];
}

const ANOTHER_PATIENT = refused(
  'refused',
  'ct-of-another-patient',
  'Birth date or sex in the CT differ from those of the patient in the record. Correct the list or the archive; nothing of this CT was used.',
);

/** A list may pair a patient with somebody else's study. Only what both state in full is compared. */
function isOther(subject: RadiomicsTaskResult['subject'], born: string | undefined, gender: string | undefined): boolean {
  if (subject === undefined) return false;
  const differs = (a: string, b: string | undefined): boolean => a !== '' && b !== undefined && a !== b;
  const day = born?.length === 10 ? born.replaceAll('-', '') : undefined;
  const sex = gender === 'male' ? 'M' : gender === 'female' ? 'F' : undefined;
  return differs(/^\d{8}$/.test(subject.birthDate) ? subject.birthDate : '', day) || differs(/^[MF]$/.test(subject.sex) ? subject.sex : '', sex);
}

/** What the CT itself says may speak against it, although it could be measured. */
function objectionTo(
  record: RadiomicsRecord,
  index: IndexMoment,
  rule: NonNullable<CohortPlan['images']>,
  isNamed: boolean,
): Pick<RadiomicsRecord, 'status' | 'code' | 'message'> | undefined {
  const { acquiredIso, phase } = record;
  // A person who names the study of the day of the operation knows which came first.
  if (acquiredIso !== undefined && !knownBefore(acquiredIso, isNamed ? { ...index, sameDay: 'include' } : index))
    return refused('refused', 'ct-after-operation', 'The CT says that it was taken on or after the day of the operation.');
  if (acquiredIso !== undefined && isOlder(acquiredIso, index, rule.maxAgeDays))
    return refused('refused', 'ct-too-old', `The CT was taken more than ${rule.maxAgeDays} days before the operation.`);
  if (rule.phase === 'not-contradicted' && (phase === 'explicit-other' || phase === 'contradicted'))
    return refused('refused', 'phase-not-portal-venous', 'The headers of the CT speak against the portal venous phase.');
  return undefined;
}
