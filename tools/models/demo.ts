// SPDX-License-Identifier: Apache-2.0
// The demonstration model: the study's file completed with invented constants, every one marked `assumed`.
// Its numbers are chosen, not estimated, so that the whole nomogram can be tried.
import constants from './demo-constants.json' with { type: 'json' };
import {
  type DraftModel,
  RAD_SCORE_PROFILE,
  RAD_SCORE_WEIGHTS,
  STUDY_ATTRIBUTES,
  STUDY_CITATION,
  STUDY_DATE,
  STUDY_ELIGIBILITY,
  STUDY_OUTCOME,
  STUDY_SOURCES,
  STUDY_VALIDATION,
  studyCovariates,
  TWO_GROUPS,
} from './shared.ts';

const DATE = '2026-11-23';
const assumed = (derivation: string) => ({ evidence: 'assumed' as const, source: 'demonstration', date: DATE, derivation });
const published = { evidence: 'published', source: 'dai', date: STUDY_DATE } as const;

/** Log hazards per unit: AFP above 20, necrosis, portal vein invasion, rad-score. 2.8 in all on the rad-score axis = 100 points. */
const BETA = [0.56, 0.84, 0.616, 0.7] as const;
const RAD_SCORE_AXIS = [-1.5, 2.5] as const;
const CUTOFF = 1.38;
const DAYS_PER_YEAR = 365;

/** Cumulative baseline hazard: a falling hazard that reaches 0.0495, 0.0824, 0.1043 at 1, 2, 3 years. */
const hazardAt = (day: number): number => 0.14745 * (1 - 0.664 ** (day / DAYS_PER_YEAR));

/** A small seeded generator (Park & Miller 1988), so that the file is the same on every machine. */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

/** Days with an event: 88 as in the study's training cohort, spread as the hazard asks, with the horizons among them. */
function eventDays(): readonly number[] {
  const random = uniform(20);
  const horizons = [1, 2, 3].map((years) => years * DAYS_PER_YEAR);
  const last = 0.664 ** 3;
  const days = new Set(horizons);
  for (let k = 0; days.size < 88; k++) {
    const share = ((k % 85) + 0.15 + 0.7 * random()) / 85;
    const day = Math.round((DAYS_PER_YEAR * Math.log(1 - share * (1 - last))) / Math.log(0.664));
    if (day >= 14 && day < 3 * DAYS_PER_YEAR) days.add(day);
  }
  return [...days].toSorted((a, b) => a - b);
}

/** Covariance of the coefficients from chosen standard errors and correlations. */
function covariance(): readonly (readonly number[])[] {
  const standardErrors = [0.17, 0.22, 0.2, 0.11];
  const correlations = [
    [1, -0.05, -0.1, -0.08],
    [-0.05, 1, -0.12, -0.15],
    [-0.1, -0.12, 1, -0.12],
    [-0.08, -0.15, -0.12, 1],
  ];
  return correlations.map((row, i) => row.map((r, j) => rounded(r * standardErrors[i]! * standardErrors[j]!, 12)));
}

/** The example of the documentation: AFP above 20, necrosis, no portal vein invasion, rad-score 0.82. */
export const EXAMPLE = [1, 1, 0, 0.82] as const;

/** Half-width of the example's interval on the log(−log S) scale at 1, 2 and 3 years. */
const HALF_WIDTHS = [0.3, 0.32, 0.35] as const;

const rounded = (value: number, digits: number): number => Number(value.toPrecision(digits));

/** Hazard-weighted mean of the covariates among those still at risk: high-risk patients leave first, so it falls. */
const riskSetMean = (day: number): readonly number[] => {
  const left = day / (3 * DAYS_PER_YEAR);
  return [0.72 - 0.12 * left, 0.79 - 0.12 * left, 0.32 - 0.11 * left, 0.33 - 0.3 * left];
};

/** Hazard-weighted means, and the variance of H0 as a sum of squared jumps, scaled per year so that the example has the intended interval at each horizon. */
function uncertaintySteps(days: readonly number[]) {
  const V = covariance();
  const wbar = [0, 0, 0, 0];
  const jumps = days.map((day, index) => hazardAt(day) - (index === 0 ? 0 : hazardAt(days[index - 1]!)));
  const steps = days.map((timeDays, index) => {
    riskSetMean(timeDays).forEach((mean, j) => {
      wbar[j] = wbar[j]! + mean * jumps[index]!;
    });
    return { timeDays, meanByHazard: [...wbar] };
  });
  const needed = HALF_WIDTHS.map((width, year) => {
    const day = (year + 1) * DAYS_PER_YEAR;
    const h0 = hazardAt(day);
    const mean = steps[days.indexOf(day)]!.meanByHazard;
    const distance = EXAMPLE.map((x, j) => h0 * x - mean[j]!);
    const quadratic = distance.reduce((sum, a, i) => sum + distance.reduce((inner, b, j) => inner + a * V[i]![j]! * b, 0), 0);
    return ((width / 1.959963984540054) * h0) ** 2 - quadratic;
  });
  const yearOf = (day: number): number => Math.ceil(day / DAYS_PER_YEAR) - 1;
  const squares = HALF_WIDTHS.map((_, year) => jumps.reduce((sum, jump, i) => sum + (yearOf(days[i]!) === year ? jump ** 2 : 0), 0));
  let variance = 0;
  return steps.map((step, index) => {
    const year = yearOf(step.timeDays);
    variance += (jumps[index]! ** 2 * (needed[year]! - (needed[year - 1] ?? 0))) / squares[year]!;
    return { timeDays: step.timeDays, varianceOfH0: variance, meanByHazard: step.meanByHazard };
  });
}

/** Survival of a group shown as a grey curve: a patient with this score. */
const groupCurve = (score: number, days: readonly number[]) =>
  days.map((timeDays) => ({ timeDays, survival: rounded(Math.exp(-hazardAt(timeDays) * Math.exp(score)), 6) }));

const atRisk = (counts: readonly number[]) => counts.map((n, i) => ({ timeDays: i * DAYS_PER_YEAR, n }));

/** What the example must come out as, by arithmetic that shares nothing with the product's code. */
function exampleExpectation() {
  const score = BETA[0] + BETA[1] + BETA[3] * 0.82;
  return {
    score,
    totalPoints: ((score - BETA[3] * RAD_SCORE_AXIS[0]) * 100) / (BETA[3] * (RAD_SCORE_AXIS[1] - RAD_SCORE_AXIS[0])),
    group: 'high' as const,
    survival: HALF_WIDTHS.map((w, index) => {
      const years = index + 1;
      const logHazard = Math.log(hazardAt(years * DAYS_PER_YEAR)) + score;
      return { years, survival: Math.exp(-Math.exp(logHazard)), lower: Math.exp(-Math.exp(logHazard + w)), upper: Math.exp(-Math.exp(logHazard - w)) };
    }),
  };
}

export function demo(): DraftModel {
  const days = eventDays();
  const chosen = assumed('Chosen for demonstration; the study does not publish it.');
  const features: Readonly<Record<string, { mean: number; sd: number }>> = constants.features;
  const synthetic = assumed(`Mean and standard deviation over synthetic livers (${constants.fittedOn}); the study does not publish them.`);
  const curve = assumed(
    'Synthetic: survival at a score typical of the group under the assumed baseline; numbers at risk invented, summing to the training cohort’s 225.',
  );
  return {
    schemaVersion: 1,
    id: 'demo',
    version: '1.0.0',
    title: { en: 'HCC-RFS demonstration model, synthetic constants', zh: '肝癌无复发生存演示模型（合成常数）' },
    sourceLabel: { en: 'Demonstration model, synthetic constants, after Dai and others', zh: '演示模型，常数为合成数据，结构参照 Dai 等' },
    kind: 'cox',
    status: 'research',
    timing: 'preoperative',
    treatment: 'resection',
    outcome: STUDY_OUTCOME,
    horizonsYears: [1, 2, 3],
    daysPerYear: DAYS_PER_YEAR,
    notice: { en: 'Demonstration model, synthetic constants. Not for patient care.', zh: '演示模型，常数为合成数据。不得用于诊疗。' },
    sources: {
      ...STUDY_SOURCES,
      demonstration: { citation: 'HepaNom demonstration constants, generated by tools/build-models.ts', licence: 'Apache-2.0' },
    },
    eligibility: STUDY_ELIGIBILITY,
    covariates: studyCovariates(
      {
        afp: { value: BETA[0], ...chosen },
        necrosis: { value: BETA[1], ...chosen },
        portalVeinInvasion: { value: BETA[2], ...chosen },
        radScore: { value: BETA[3], ...chosen },
      },
      {
        afp: { cohortMean: { value: 135 / 225, ...published } },
        necrosis: { cohortMean: { value: 141 / 225, ...published } },
        portalVeinInvasion: { cohortMean: { value: 46 / 225, ...published } },
        radScore: { axis: { min: RAD_SCORE_AXIS[0], max: RAD_SCORE_AXIS[1], major: 0.5, minor: 0.1 }, cohortMean: { value: 0.02, ...chosen } },
      },
      { min: RAD_SCORE_AXIS[0], p05: -1, p95: 1.15, max: RAD_SCORE_AXIS[1], ...chosen },
    ),
    radScore: {
      features: RAD_SCORE_WEIGHTS.map(([name, weight]) => ({
        name,
        weight: { value: weight, ...published },
        mean: { value: features[name]!.mean, ...synthetic },
        sd: { value: features[name]!.sd, ...synthetic },
      })),
      profile: RAD_SCORE_PROFILE,
      engine: { compat: '3.0.1', itk: '5.3', ...assumed('The engine that the constants were fitted with; the study used 2.2.0.') },
    },
    baseline: {
      steps: days.map((timeDays) => ({ timeDays, cumulativeHazard: hazardAt(timeDays) })),
      ties: 'efron',
      ...assumed('H0(t) = 0.14745 (1 − 0.664^(t/365)) at 88 invented event days (the training cohort had 88 events).'),
    },
    uncertainty: {
      vcov: covariance().map((row) => [...row]),
      at: uncertaintySteps(days),
      scale: 'log-log',
      level: 0.95,
      ...assumed(
        'Standard errors and correlations chosen; variance of H0 chosen so that the documented example has half-widths 0.30, 0.32, 0.35 on the log(−log S) scale at 1, 2, 3 years.',
      ),
    },
    groups: {
      levels: TWO_GROUPS,
      cutoffs: [{ value: CUTOFF, ...assumed('The number is the study’s cut-off of its own score; here it is used on a score with assumed coefficients.') }],
      atCutoff: 'higher-group',
      rule: { en: 'the study’s cut-off, used on the demonstration score', zh: '沿用研究界值，用于演示评分' },
      assignable: true,
      cohorts: [{ id: 'synthetic-training', name: { en: 'training cohort, synthetic', zh: '训练队列，合成数据' }, n: 225 }],
      observed: [],
      curves: [
        { cohort: 'synthetic-training', group: 'low', steps: groupCurve(0.62, days), atRisk: atRisk([128, 104, 71, 33]), ...curve },
        { cohort: 'synthetic-training', group: 'high', steps: groupCurve(2.34, days), atRisk: atRisk([97, 57, 30, 11]), ...curve },
      ],
      nearestCohort: 'synthetic-training',
    },
    validation: STUDY_VALIDATION.map((entry) => ({
      ...entry,
      remark: {
        en: `${entry.remark!.en} Measured on the study’s own model, not on this demonstration file.`,
        zh: `${entry.remark!.zh}指标属于研究自身的模型，不属于本演示文件。`,
      },
    })),
    sourceAttributes: {
      ...STUDY_ATTRIBUTES,
      funding: { en: 'none declared', zh: '未申报' },
      'output-value': { en: 'recurrence-free of 100 at 1, 2, 3 years, with range; group', zh: '1、2、3 年每 100 人无复发人数及范围；分组' },
      'known-risks': { en: 'constants are synthetic: not for patient care', zh: '常数为合成数据：不得用于诊疗' },
      'validity-same-source': {
        en: 'not assessed for these constants; the study’s own model: AUC(t) 0.72, 0.71, 0.79 at 1, 2, 3 years (n = 97)',
        zh: '本组常数未评估；研究自身模型：1、2、3 年 AUC 0.72、0.71、0.79（n = 97）',
      },
      'correction-process': { en: 'card is switched off; owner told', zh: '停用卡片并通知负责人' },
      'monitoring-validity': { en: 'monthly card review', zh: '每月审查卡片' },
    },
    citation: `Demonstration constants; structure after: ${STUDY_CITATION}`,
    licence: { source: 'facts restated from the article; the article keeps its own licence', file: 'Apache-2.0' },
    intendedUse: { en: 'Demonstration and teaching only. Not for patient care.', zh: '仅供演示与教学，不得用于诊疗。' },
    knownLimits: [
      { en: 'Coefficients, baseline, standardisation, intervals and group curves are synthetic.', zh: '系数、基线、标准化常数、区间与分组曲线均为合成数据。' },
      { en: 'Nothing shown by this file says anything about a real patient.', zh: '本文件显示的任何数字均不反映真实患者。' },
      { en: 'No number after 3 years.', zh: '3 年之后不给数字。' },
    ],
    changeLog: [{ version: '1.0.0', date: DATE, text: 'First release.' }],
    lineage: {
      parentId: 'dai-2024',
      parentVersion: '1.0.0',
      change: 'coefficients, standardisation, baseline, intervals and groups completed with assumed constants',
    },
    fixtures: [
      {
        name: 'documented example: AFP 420, necrosis, no portal vein invasion, rad-score 0.82',
        inputs: { afp: 420, necrosis: 'present', portalVeinInvasion: 'absent', radScore: 0.82 },
        expect: exampleExpectation(),
        tolerance: 1e-9,
        origin: 'closed form: exp(−H0 e^score) and the chosen half-widths, written out apart from the product’s code; tolerance is binary rounding',
      },
      {
        name: 'nothing present, rad-score at the left end of its axis',
        inputs: { afp: 20, necrosis: 'absent', portalVeinInvasion: 'absent', radScore: -1.5 },
        expect: { score: -1.05, totalPoints: 0, group: 'low' },
        tolerance: 1e-9,
        origin: '0.7 × −1.5 by hand; tolerance is binary rounding',
      },
      {
        name: 'every feature one standard deviation above its mean',
        inputs: {},
        features: Object.fromEntries(RAD_SCORE_WEIGHTS.map(([name]) => [name, features[name]!.mean + features[name]!.sd])),
        expect: { radScore: -0.57 },
        tolerance: 1e-9,
        origin: '0.24 + 0.20 − 0.32 − 0.30 − 0.39 by hand; tolerance is binary rounding',
      },
    ],
  };
}
