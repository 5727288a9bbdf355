// SPDX-License-Identifier: Apache-2.0
// A spline with placed knots, one with named knots, a logarithm and dummies, with a split by a column, against R; golden/gbsg.R made the numbers.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, it } from '@jest/globals';
import { assessModel } from '../../../src/nomogram/assess-model.ts';
import type { ModelInput } from '../../../src/nomogram/inputs.ts';
import { loadModel } from '../../../src/nomogram/load-model.ts';
import { sha256Hex } from '../../../src/nomogram/sha256.ts';
import { readCohort } from '../../../src/study/cohort/read-cohort.ts';
import { parseStudyDefinition } from '../../../src/study/definition/study-definition.ts';
import { type DevelopedStudy, developStudy } from '../../../src/study/develop/develop-study.ts';
import { studyModelFile } from '../../../src/study/model-file/study-model-file.ts';
import { readCsv } from '../../../src/study/table/csv.ts';
import { eligibleFacts } from '../../nomogram/support.ts';
import { describeWithOracles } from '../../support/oracles.ts';

const golden = JSON.parse(readFileSync(new URL('golden/gbsg-r.json', import.meta.url), 'utf8'));
const levels = (codes: Record<string, string>) => Object.entries(codes).map(([value, code]) => ({ value, code, label: code }));
const definition = parseStudyDefinition(
  JSON.stringify({
    schemaVersion: 1,
    id: 'gbsg',
    version: '1.0.0',
    title: 'GBSG',
    cohort: { name: 'GBSG', cutOff: '1992', file: 'gbsg.csv', id: 'id', citation: 'R package survival', licence: 'LGPL-2.0' },
    outcome: { event: 'recurrence', timeZero: 'surgery', time: 'time', unit: 'days', status: 'status', eventCodes: ['1'], censoredCodes: ['0'] },
    horizonsYears: [1, 2, 3],
    eligibility: [{ rule: 'adult', required: false, minAgeYears: 18 }],
    split: { method: 'column', column: 'set', training: ['t'], validation: ['v'] },
    seed: 1,
    candidates: [
      { key: 'age', label: 'Age', kind: 'number', unit: 'a', transform: { kind: 'rcs', knots: 4 } },
      { key: 'nodes', label: 'Nodes', kind: 'number', unit: '1', transform: { kind: 'ln' } },
      { key: 'grade', label: 'Grade', kind: 'levels', levels: levels({ 1: 'g1', 2: 'g2', 3: 'g3' }) },
      { key: 'hormon', label: 'Hormones', kind: 'levels', levels: levels({ 0: 'no', 1: 'yes' }) },
      { key: 'pgr', label: 'PgR', kind: 'number', unit: '1', transform: { kind: 'rcs', knots: [0, 10, 100, 500] } },
      { key: 'size', label: 'Size', kind: 'number', unit: 'mm' },
    ],
    clinical: { selection: 'forced', keys: ['age', 'nodes', 'grade', 'hormon', 'pgr'] },
    pathology: [{ column: 'grade', label: 'Grade again', levels: levels({ 1: 'g1', 2: 'g2', 3: 'g3' }) }],
    bootstrap: { samples: 0 },
  }),
);

const near = (found: readonly (number | null | undefined)[], wanted: readonly number[], digits: number): void => {
  expect(found).toHaveLength(wanted.length);
  found.forEach((value, k) => {
    expect(value).toBeCloseTo(wanted[k]!, digits);
  });
};

describeWithOracles('a model of splines, a logarithm and dummies', (root) => {
  let study: DevelopedStudy;
  let cohort: Parameters<typeof developStudy>[1];
  beforeAll(async () => {
    const [head, ...rows] = readFileSync(path.join(root, 'oracles/survival/open/gbsg/data.csv'), 'utf8').trim().split('\n');
    const csv = [`id,set,${head}`, ...rows.map((row, i) => `P${i},${(i * 7) % 10 < 7 ? 't' : 'v'},${row}`)].join('\n');
    const read = readCohort(definition, readCsv(csv, 'gbsg.csv'));
    if (read.kind !== 'ok') throw new Error(JSON.stringify(read.problems));
    cohort = read.cohort;
    study = await developStudy(definition, cohort, { madeIso: '2026-11-23T12:00:00Z', software: 'hepanom test', inputs: [], samples: 0 });
  });
  const section = () => study.report.models[0]!;

  it('has the knots and coefficients of rms', () => {
    near(study.models[0]!.knots!.age!, golden.knots, 10);
    // Newton's last step: R stops at a relative change of the likelihood.
    near(
      section().terms.map(({ coef }) => coef),
      golden.coef,
      6,
    );
    near(
      section().terms.map(({ se }) => se),
      golden.se,
      7,
    );
    expect(study.report.covariates!.univariable.every(({ why }) => why!.startsWith('fixed beforehand'))).toBe(true);
  });

  it('draws the nomogram of rms, the logarithm over all its patients', () => {
    const drawing = section().nomogram!;
    const points = (label: string) => drawing.axes.find((axis) => axis.label === label)!.ticks.map((tick) => tick.points);
    near(points('Age'), golden.points.age, 3);
    near(points('Nodes'), golden.points.nodes, 3);
    near(points('Grade'), golden.points.grade, 3);
    near(points('Hormones'), golden.points.hormon, 3);
    near(points('PgR'), golden.points.pgr, 3);
    expect(drawing.axes.find(({ label }) => label === 'Nodes')!.ticks.map(({ label }) => label)).toEqual(['1', '2', '5', '10', '20', '50', '100']);
    const two = drawing.survival.find(({ years }) => years === 2)!.ticks;
    near(
      (golden.survival.at as number[]).map((s) => two.find(({ survival }) => Math.abs(survival - s) < 1e-9)!.totalPoints),
      golden.survival.points,
      3,
    );
  });

  it('describes the two sets as R does, each column once', () => {
    const rows = study.report.baseline!.rows;
    const grade = rows.find(({ label }) => label === 'Grade')!;
    const size = rows.find(({ label }) => label.startsWith('Size'))!;
    near([grade.p, grade.standardisedDifference], [golden.gradeTest.p, golden.gradeTest.difference], 9);
    near([size.p, size.standardisedDifference], [golden.sizeTest.p, golden.sizeTest.difference], 9);
    expect(rows.some(({ label }) => label === 'Grade again')).toBe(false);
  });

  it('serves survfit’s curve with its interval from the model file', () => {
    const fitted = study.models[0]!;
    const file = studyModelFile({
      definition,
      cohort,
      fitted,
      section: section(),
      madeIso: '2026-11-23T12:00:00Z',
      software: 'hepanom test',
    });
    const model = loadModel(JSON.parse(JSON.stringify(file)), sha256Hex);
    const from = { kind: 'user', dateIso: '2026-11-23' } as const;
    const value = (number: number, unit: string): ModelInput => ({ kind: 'value', value: number, unit, from });
    const level = (code: string): ModelInput => ({ kind: 'level', level: code, from });
    const { patients } = golden;
    (patients.age as number[]).forEach((age, i) => {
      const inputs = {
        age: value(age, 'a'),
        nodes: value(patients.nodes[i], '1'),
        grade: level(`g${patients.grade[i]}`),
        hormon: level(patients.hormon[i] === 1 ? 'yes' : 'no'),
        pgr: value(patients.pgr[i], '1'),
      };
      const { outcome } = assessModel(model, eligibleFacts(), inputs, '2026-11-23');
      if (outcome.status !== 'assessed') throw new Error(JSON.stringify(outcome));
      const { survival } = outcome.prediction;
      near(
        survival.map((one) => one.survival),
        patients.surv[i],
        7,
      );
      near(
        survival.map((one) => one.lower),
        patients.lower[i],
        6,
      );
      near(
        survival.map((one) => one.upper),
        patients.upper[i],
        6,
      );
    });
  });
});
