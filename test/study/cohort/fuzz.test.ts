// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readCohort } from '../../../src/study/cohort/read-cohort.ts';
import { parseStudyDefinition } from '../../../src/study/definition/study-definition.ts';
import { StudyError } from '../../../src/study/errors.ts';
import { scanCsv } from '../../../src/study/table/csv.ts';
import { describeProblems } from '../../../src/study/table/problems.ts';
import { STUDY_YAML } from '../definition/study-yaml.ts';

const COHORT = `patient_id,rfs_days,recurrence,prior_tace,afp_ng_ml,age,necrosis,sex,mvi,ki67
${Array.from({ length: 12 }, (_, i) => `IDENT${i},${100 + i},${i % 2},0,${i * 5},${40 + i},${i % 2},${i % 3 === 0 ? 'F' : 'M'},${i % 2},${i}`).join('\n')}
`;
const FEATURES = `patient_id,original_shape_Sphericity
${Array.from({ length: 12 }, (_, i) => `IDENT${i},0.${i}1`).join('\n')}
`;
const PIECES = [
  '',
  ',',
  ';',
  '"',
  '\n',
  '\r',
  '\t',
  ' ',
  'NA',
  '-1',
  '1e999',
  'nan',
  '<',
  '0',
  '\uFEFF',
  '\u0000',
  'é',
  '1,5',
  '{',
  '}',
  ':',
  '- ',
  '&a',
  '*a',
  'null',
];

/** A text with a few places cut out and replaced. */
const damaged = (text: string): fc.Arbitrary<string> =>
  fc
    .array(fc.tuple(fc.nat(text.length), fc.nat(6), fc.constantFrom(...PIECES)), { minLength: 1, maxLength: 6 })
    .map((edits) => edits.reduce((now, [at, cut, piece]) => now.slice(0, at) + piece + now.slice(at + cut), text));

describe('damaged files', () => {
  it('are read or refused with a list, never with a crash, a NaN outcome or an identifier', () => {
    const definition = parseStudyDefinition(STUDY_YAML);
    fc.assert(
      fc.property(damaged(COHORT), damaged(FEATURES), (cohortText, featuresText) => {
        const result = readCohort(definition, scanCsv(cohortText, 'cohort.csv'), scanCsv(featuresText, 'features.csv'));
        if (result.kind === 'problems') {
          expect(result.problems.length).toBeGreaterThan(0);
          for (const { rows } of result.problems) for (const row of rows ?? []) expect(row).toBeGreaterThan(0);
        } else {
          expect(result.cohort.timeDays.every((time) => time > 0 && Number.isFinite(time))).toBe(true);
          expect(result.cohort.ids).toHaveLength(result.cohort.n);
          expect(new Set(result.cohort.ids).size).toBe(result.cohort.n);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('leaves identifiers out of messages while the header is sound', () => {
    const definition = parseStudyDefinition(STUDY_YAML);
    const header = COHORT.indexOf('\n') + 1;
    fc.assert(
      fc.property(damaged(COHORT.slice(header)), (body) => {
        // A cut can move an identifier into another column; whole rows keep it at the front.
        const rows = body.split(/[\n\r]/).filter((row) => /^IDENT\d+,/.test(row) && !/[IDET]/.test(row.slice(5)));
        const result = readCohort(definition, scanCsv(`${COHORT.slice(0, header)}${rows.join('\n')}\n`, 'cohort.csv'), scanCsv(FEATURES, 'features.csv'));
        const said = result.kind === 'problems' ? [...result.problems, ...result.notes] : result.notes;
        expect(describeProblems(said)).not.toContain('IDENT');
      }),
      { numRuns: 200 },
    );
  });

  it('are refused as study files by StudyError alone', () => {
    fc.assert(
      fc.property(damaged(STUDY_YAML), (text) => {
        try {
          parseStudyDefinition(text);
        } catch (error) {
          expect(error).toBeInstanceOf(StudyError);
          expect((error as StudyError).problems.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 300 },
    );
  });
});
