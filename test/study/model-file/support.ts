// SPDX-License-Identifier: Apache-2.0
// A small invented study with every kind of covariate, fitted here; the baseline is summed the slow way, straight from Efron's definition.
import type { Cohort, CohortColumn } from '../../../src/study/cohort/cohort.ts';
import { parseStudyDefinition, type StudyDefinition } from '../../../src/study/definition/study-definition.ts';
import type { FittedModel, FittedTerm, ModelName } from '../../../src/study/models/fitted-model.ts';
import type { Performance } from '../../../src/study/report/study-report.ts';
import { coxph, restrictedCubicSpline, seededRandom } from '../../../src/survival/index.ts';

export const STUDY_YAML = `
schemaVersion: 1
id: hcc-rfs-test
version: 1.0.0
title: { en: Recurrence after resection at Test Site, zh: 测试医院切除术后复发 }
cohort: { name: Test Site 2019-2021, country: XX, centre: Test Site, accrual: { from: 2019-12, to: 2021-12 }, cutOff: 2024-02-29, file: cohort.csv, id: patient_id, citation: Test Site cohort, licence: not public }
features: { file: features.csv, id: patient_id, engine: { compat: "2.2.0", itk: "5.3" } }
outcome: { event: { en: recurrence or metastasis, zh: 复发或转移 }, timeZero: { en: the operation, zh: 手术 }, time: rfs_days, unit: days, status: recurrence, eventCodes: ["1"], censoredCodes: ["0"] }
horizonsYears: [1, 2, 3, 12]
exclusions: [{ column: prior_tace, equals: ["1"], reason: earlier local treatment }]
eligibility: [{ rule: adult, required: true, minAgeYears: 18 }, { rule: single-tumour, required: true, maxTumours: 1 }]
split: { method: random, trainingShare: 0.7 }
seed: 7
candidates:
  - { key: afp, label: { en: AFP, zh: 甲胎蛋白 }, kind: number, unit: ng/mL, transform: { kind: threshold, above: 20 } }
  - { key: ast, label: { en: AST, zh: 谷草转氨酶 }, kind: number, unit: U/L, transform: { kind: ln }, chart: { codes: ["http://loinc.org|1920-8"], maxAgeDays: 30 } }
  - { key: age, label: { en: Age, zh: 年龄 }, kind: number, unit: a, transform: { kind: rcs, knots: 3 } }
  - key: necrosis
    label: { en: Intratumoural necrosis, zh: 瘤内坏死 }
    kind: levels
    levels: [{ value: "0", code: absent, label: { en: absent, zh: 无 } }, { value: "1", code: present, label: { en: present, zh: 有 } }]
  - key: tnm
    label: { en: TNM class, zh: TNM 分期 }
    kind: levels
    levels: [{ value: "I", code: one, label: I }, { value: "II", code: two, label: II }, { value: "III", code: three, label: III }]
    chart: { codes: ["http://snomed.info/sct|385356007"], levels: { one: ["http://example.org/tnm|I"], two: ["http://example.org/tnm|II"], three: ["http://example.org/tnm|III"] } }
report: { authors: Test Site, funding: none }
`;

export const PROFILE = { imageType: { Original: {} }, setting: { binWidth: 25 } };
export const MADE = '2026-11-23T10:00:00Z';
export const AGE_KNOTS = [45, 58, 71] as const;
const DAYS = 1800;

export const definition = (change: (yaml: string) => string = (yaml) => yaml): StudyDefinition => parseStudyDefinition(change(STUDY_YAML));

/** 240 invented patients; event times in whole days, so that there are ties. */
export function testCohort(seed = 11, n = 240): Cohort {
  const uniform = seededRandom(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const number = (values: number[], unit: string): CohortColumn => ({ kind: 'number', values: Float64Array.from(values), unit });
  const levels = (codes: string[], index: number[]): CohortColumn => ({ kind: 'levels', levels: codes, labels: codes, index: Int16Array.from(index) });
  const make = <T>(one: () => T): T[] => Array.from({ length: n }, one);
  const afp = make(() => Math.exp(3 + 2 * normal()));
  const ast = make(() => Math.exp(3.6 + 0.5 * normal()));
  const age = make(() => Math.round(58 + 11 * normal()));
  const necrosis = make(() => (uniform() < 0.6 ? 1 : 0));
  const tnm = make(() => Math.floor(uniform() * 3));
  const features = [make(normal), make(() => 100 + 15 * normal()), make(() => 0.5 + 0.1 * normal())];
  const rad = (i: number): number => 0.4 * features[0]![i]! - 0.3 * ((features[1]![i]! - 100) / 15);
  const risk = (i: number): number =>
    0.6 * Number(afp[i]! > 20) + 0.5 * (Math.log(ast[i]!) - 3.6) + 0.02 * (age[i]! - 58) + 0.4 * necrosis[i]! + 0.35 * tnm[i]! + rad(i);
  const event = make(() => 0);
  const time = Array.from({ length: n }, (_, i) => {
    const t = Math.ceil((-Math.log(1 - uniform()) * 6000) / Math.exp(risk(i)));
    const c = Math.ceil(300 + (DAYS - 300) * uniform());
    event[i] = t <= c ? 1 : 0;
    return Math.min(t, c);
  });
  const rows = Array.from({ length: n }, (_, i) => i);
  return {
    n,
    ids: rows.map((i) => `person-${i}`),
    rowNumbers: rows.map((i) => i + 2),
    timeDays: Float64Array.from(time),
    status: Uint8Array.from(event),
    covariates: new Map<string, CohortColumn>([
      ['afp', number(afp, 'ng/mL')],
      ['ast', number(ast, 'U/L')],
      ['age', number(age, 'a')],
      ['necrosis', levels(['absent', 'present'], necrosis)],
      ['tnm', levels(['one', 'two', 'three'], tnm)],
    ]),
    others: new Map(),
    features: { names: ['f_one', 'f_two', 'f_three'], values: Float64Array.from(features.flat()) },
    training: Int32Array.from(rows.filter((i) => i % 10 < 7)),
    validation: Int32Array.from(rows.filter((i) => i % 10 >= 7)),
    flow: [],
  };
}

const RAD_WEIGHTS = [0.4, -0.3, 0.05];

interface Design {
  readonly names: readonly { readonly key: string; readonly part?: string; readonly label: string }[];
  row(i: number): number[];
}

function designOf(cohort: Cohort, name: ModelName): Design & { readonly radScore: FittedModel['radScore'] } {
  const value = (key: string, i: number): number => {
    const column = cohort.covariates.get(key)!;
    return column.kind === 'number' ? column.values[i]! : column.index[i]!;
  };
  const column = (j: number): number[] => Array.from({ length: cohort.n }, (_, i) => cohort.features!.values[j * cohort.n + i]!);
  const radScore = RAD_WEIGHTS.map((weight, j) => {
    const values = column(j).filter((_, i) => cohort.training.includes(i));
    const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
    return { feature: cohort.features!.names[j]!, weight, mean, sd: Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (values.length - 1)) };
  });
  const rad = (i: number): number => radScore.reduce((sum, part, j) => sum + (part.weight * (column(j)[i]! - part.mean)) / part.sd, 0);
  const clinical = [
    { key: 'afp', label: 'AFP' },
    { key: 'ast', label: 'AST' },
    { key: 'age', label: 'Age' },
    { key: 'age', part: '2', label: 'Age' },
    { key: 'necrosis', label: 'Intratumoural necrosis' },
    { key: 'tnm', part: 'two', label: 'TNM class' },
    { key: 'tnm', part: 'three', label: 'TNM class' },
  ];
  const clinicalRow = (i: number): number[] => [
    value('afp', i) > 20 ? 1 : 0,
    Math.log(value('ast', i)),
    ...restrictedCubicSpline(value('age', i), AGE_KNOTS),
    value('necrosis', i),
    value('tnm', i) === 1 ? 1 : 0,
    value('tnm', i) === 2 ? 1 : 0,
  ];
  const own = { key: 'radScore', label: 'Rad-score' };
  if (name === 'clinical') return { names: clinical, row: clinicalRow, radScore: undefined };
  if (name === 'radiomics') return { names: [own], row: (i) => [rad(i)], radScore };
  return { names: [...clinical, own], row: (i) => [...clinicalRow(i), rad(i)], radScore };
}

/** Efron's sums at x = 0 by their definition, for every event time. */
export function naiveBaseline(
  times: readonly number[],
  status: readonly number[],
  x: readonly (readonly number[])[],
  beta: readonly number[],
): FittedModel['baseline'] {
  const risk = x.map((row) => Math.exp(row.reduce((sum, v, j) => sum + v * beta[j]!, 0)));
  const events = [...new Set(times.filter((_, i) => status[i] === 1))].toSorted((a, b) => a - b);
  let cumulativeHazard = 0;
  let varianceOfH0 = 0;
  let meanByHazard = beta.map(() => 0);
  return events.map((timeDays) => {
    const atRisk = times.flatMap((t, i) => (t >= timeDays ? [i] : []));
    const dying = atRisk.filter((i) => times[i] === timeDays && status[i] === 1);
    for (let k = 0; k < dying.length; k++) {
      const weight = (i: number): number => (dying.includes(i) ? risk[i]! * (1 - k / dying.length) : risk[i]!);
      const s0 = atRisk.reduce((sum, i) => sum + weight(i), 0);
      cumulativeHazard += 1 / s0;
      varianceOfH0 += 1 / s0 ** 2;
      meanByHazard = meanByHazard.map((before, j) => before + atRisk.reduce((sum, i) => sum + weight(i) * x[i]![j]!, 0) / s0 ** 2);
    }
    return { timeDays, cumulativeHazard, varianceOfH0, meanByHazard };
  });
}

/** A fitted model of the invented study. */
export function testFit(cohort: Cohort, name: ModelName, cutoff = true): FittedModel {
  const design = designOf(cohort, name);
  const rows = [...cohort.training];
  let x = rows.map((i) => design.row(i));
  const time = rows.map((i) => cohort.timeDays[i]!);
  const status = rows.map((i) => cohort.status[i]!);
  // A column that is the same for everybody has no coefficient; the study leaves it out.
  const kept = design.names.map((_, j) => j).filter((j) => x.some((row) => row[j] !== x[0]![j]));
  const names = kept.map((j) => design.names[j]!);
  const rowOf = (i: number): number[] => kept.map((j) => design.row(i)[j]!);
  x = x.map((row) => kept.map((j) => row[j]!));
  const fit = coxph({ time, status }, Object.fromEntries(names.map((_, j) => [`c${j}`, x.map((row) => row[j]!)])));
  const beta = fit.terms.map(({ coef }) => coef!);
  const score = Float64Array.from({ length: cohort.n }, (_, i) => rowOf(i).reduce((sum, v, j) => sum + v * beta[j]!, 0));
  const training = rows.map((i) => score[i]!).toSorted((a, b) => a - b);
  return {
    name,
    terms: fit.terms.map(
      (term, j): FittedTerm => ({
        ...names[j]!,
        coef: term.coef!,
        se: term.se!,
        z: term.z!,
        p: term.p!,
        hazardRatio: term.hazardRatio!,
        lower: term.lower!,
        upper: term.upper!,
        mean: x.reduce((sum, row) => sum + row[j]!, 0) / x.length,
      }),
    ),
    vcov: fit.vcov,
    n: fit.n,
    nEvents: fit.nEvents,
    logLikelihood: [fit.loglikNull, fit.loglik],
    ...(design.radScore === undefined ? {} : { radScore: design.radScore }),
    ...(name === 'radiomics' ? {} : { knots: { age: AGE_KNOTS } }),
    baseline: naiveBaseline(time, status, x, beta),
    score,
    ...(cutoff ? { cutoff: { value: training[Math.floor(training.length / 2)]!, rule: 'median', statistic: 3, pCorrected: 0.01 } } : {}),
    warnings: [{ code: 'few-events', message: 'Few events for each coefficient.' }],
  };
}

/** What the report would say of a model, with numbers that can be told apart. */
export function testPerformance(set: Performance['set'], c: number): Performance {
  const estimate = (value: number) => ({ value, lower: value - 0.05, upper: value + 0.05, se: 0.02 });
  return {
    set,
    n: 10,
    events: 5,
    concordance: estimate(c),
    concordanceUno: estimate(c),
    auc: [{ timeDays: 365.25, curve: [], ...estimate(c + 0.01) }],
    aucOverTime: [],
    brier: [{ timeDays: 730.5, brier: { value: 0.18 }, nullBrier: 0.22, ipa: 0.1 }],
    integratedBrier: null,
    calibration: [],
    slope: estimate(0.9),
    inTheLarge: { value: 1.1, lower: null, upper: null },
    decisionCurve: [],
  };
}
