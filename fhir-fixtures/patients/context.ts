// SPDX-License-Identifier: Apache-2.0
import { type StudyUids, studyUids } from '../synthetic-liver/ct-part10.ts';
import { STANDARD_GRID, type SyntheticStudySpec } from '../synthetic-liver/spec.ts';
import { addDays, birthDateFor } from './build.ts';
import type { CaseSpec } from './case-spec.ts';

export interface DemoOptions {
  /** Day that the demo plays on, ISO date; a longer ISO text is cut to its day. */
  readonly asOf: string;
  /** Absolute URL of the DICOMweb root that holds the studies. */
  readonly dicomwebBase: string;
}

/** Days relative to `asOf`. */
export const DAY = { laboratory: -6, history: -5, ct: -9, outline: -8, operation: 3, dayBefore: 2, clinic: 1 } as const;

/** Everything about one case that several resources repeat. */
export interface CaseContext {
  readonly spec: CaseSpec;
  readonly asOf: string;
  readonly patientId: string;
  /** Hospital number, `DEMO-0017`. */
  readonly hospitalNumber: string;
  readonly name: string;
  readonly birthDate: string;
  readonly uids: StudyUids;
  readonly accession: string;
  readonly day: (offset: number) => string;
  readonly study: SyntheticStudySpec;
}

/** Local time of day on a demo day as an instant; the demo hospital keeps UTC. */
export function at(context: CaseContext, offset: number, clock: string): string {
  return `${context.day(offset)}T${clock}Z`;
}

export function caseContext(spec: CaseSpec, options: DemoOptions): CaseContext {
  const asOf = addDays(options.asOf, 0);
  const day = (offset: number) => addDays(asOf, offset);
  const hospitalNumber = spec.id.toUpperCase();
  const birthDate = birthDateFor(asOf, spec.ageYears, spec.birthday);
  const accession = `${hospitalNumber.replace('-', '')}CT`;
  // The key holds no date: pixels, outlines and UIDs of a case stay the same whatever day the demo plays on.
  const key = `demo case ${spec.id}`;
  const study: SyntheticStudySpec = {
    key,
    grid: STANDARD_GRID,
    bodyScale: spec.bodyScale,
    noiseSdHu: spec.noiseSdHu,
    liverHu: 110,
    tumours: spec.tumours,
    segmented: spec.segmented,
    patient: { id: hospitalNumber, name: `DEMO^PATIENT ${spec.letter}`, sex: spec.sex === 'male' ? 'M' : 'F', birthDate, ageYears: spec.ageYears },
    acquiredIso: `${day(DAY.ct)}T09:34:00`,
    segmentedIso: `${day(DAY.outline)}T11:05:00`,
    accession,
    scanner: { manufacturer: 'DEMO SCANNERS', model: 'Synthetic CT', kernel: 'B30f' },
  };
  return { spec, asOf, patientId: spec.id, hospitalNumber, name: `Demo Patient ${spec.letter}`, birthDate, uids: studyUids(key), accession, day, study };
}
