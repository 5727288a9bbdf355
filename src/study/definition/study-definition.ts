// SPDX-License-Identifier: Apache-2.0
// What a site writes to have a study done, after parsing: every default filled in, every reference checked.
import { StudyError } from '../errors.ts';
import { describeProblems } from '../table/problems.ts';
import { checkStudyFile } from './check.ts';
import { readYaml } from './read-yaml.ts';
import { DEFAULT_RADIOMICS, type StudyFile, StudyFileSchema } from './schema.ts';

/** A candidate covariate of the clinical model. */
export type Candidate = StudyFile['candidates'][number];
export type NumberCandidate = Extract<Candidate, { kind: 'number' }>;
export type LevelsCandidate = Extract<Candidate, { kind: 'levels' }>;
/** A coded value: texts of the file, code of the study (the first level is the reference), label. */
export type Level = LevelsCandidate['levels'][number];
/** Transform of a number candidate; `rcs` may say a number of knots instead of the knots. */
export type CandidateTransform = NumberCandidate['transform'];
/** A column that is only described: `pathology`, and subgroups with `source: 'column'`. */
export type OwnColumn = StudyFile['pathology'][number];
export type Subgroup = StudyFile['subgroups'][number];
export type Exclusion = StudyFile['exclusions'][number];
export type RadiomicsDefinition = NonNullable<StudyFile['radiomics']>;

/** A study file after parsing. `radiomics` is there exactly when features are; `combined` says whether a combined model is to be made. */
export interface StudyDefinition extends Omit<StudyFile, 'radiomics' | 'combined'> {
  readonly radiomics?: RadiomicsDefinition;
  readonly combined: boolean;
}

/**
 * Parses a study file.
 *
 * @param text YAML 1.2 or JSON
 * @param name file name for messages
 * @throws StudyError `definition-invalid` whose message and `problems` list everything that is wrong, with line numbers
 */
export function parseStudyDefinition(text: string, name = 'study.yaml'): StudyDefinition {
  const document = readYaml(text, name);
  if (document.problems.length > 0) throw invalid(document.problems, name);
  const parsed = StudyFileSchema.safeParse(document.value);
  if (!parsed.success) throw invalid(document.describe(parsed.error.issues), name);
  const file = parsed.data;
  const contradictions = checkStudyFile(file);
  if (contradictions.length > 0) throw invalid(document.describe(contradictions), name);
  const { radiomics, combined, ...rest } = file;
  const hasClinical = file.clinical.selection !== 'none' && file.candidates.length > 0;
  const radiomicsOfStudy = file.features === undefined ? undefined : (radiomics ?? DEFAULT_RADIOMICS);
  return {
    ...rest,
    ...(radiomicsOfStudy === undefined ? {} : { radiomics: radiomicsOfStudy }),
    combined: (combined ?? true) && hasClinical && radiomicsOfStudy !== undefined,
  };
}

function invalid(problems: StudyError['problems'], name: string): StudyError {
  const count = problems.length === 1 ? '1 thing is' : `${problems.length} things are`;
  return new StudyError('definition-invalid', `${count} wrong with the study file ${name}:\n${describeProblems(problems)}`, problems);
}
