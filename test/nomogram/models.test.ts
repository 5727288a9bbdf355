// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { assessModel } from '../../src/nomogram/assess-model.ts';
import type { Outcome } from '../../src/nomogram/assessment.ts';
import { faredElsewhere } from '../../src/nomogram/elsewhere.ts';
import { plainInputs } from '../../src/nomogram/fixtures.ts';
import { radScore } from '../../src/nomogram/rad-score.ts';
import { AS_OF, bundled, eligibleFacts, FROM } from './support.ts';

const dai = bundled('dai-2024');
const demo = bundled('demo');
const erasl = bundled('erasl-pre-2018');

const assess = (model: typeof demo, values: Record<string, number | string>): Outcome =>
  assessModel(model, eligibleFacts(), plainInputs(model, values), AS_OF).outcome;

function prediction(outcome: Outcome) {
  if (outcome.status !== 'assessed') throw new Error(`not assessed: ${JSON.stringify(outcome)}`);
  return outcome.prediction;
}

describe('the study as published (dai-2024)', () => {
  it('holds ln of the three printed hazard ratios, derived, with how', () => {
    const [afp, necrosis, invasion] = dai.file.covariates.map((covariate) =>
      Array.isArray(covariate.coefficient) ? covariate.coefficient[0]! : covariate.coefficient,
    );
    expect([afp!.value, necrosis!.value, invasion!.value]).toEqual([0.668, 1.068, 0.824]);
    expect([afp!.hazardRatio, afp!.evidence]).toEqual([{ value: 1.95, lower: 1.2, upper: 3.18 }, 'derived']);
    expect(afp!.derivation).toContain('Table 2');
  });

  it('says that the rad-score coefficient is assumed', () => {
    const coefficient = dai.file.covariates[3]!.coefficient;
    expect(coefficient).toMatchObject({ value: 1, evidence: 'assumed' });
    expect(dai.demonstration).toBe(false); // nothing that the file answers by itself rests on it
  });

  it('never computes a rad-score, whatever the features', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 5, maxLength: 5 }), (values) => {
        const features = Object.fromEntries(dai.file.radScore!.features.map((feature, i) => [feature.name, values[i]!]));
        expect(radScore(dai, features)).toMatchObject({ kind: 'missing', reason: 'no-standardisation' });
      }),
    );
  });

  it('never gives a probability, a curve, points or a group, even with a rad-score from elsewhere', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e5, noNaN: true }),
        fc.constantFrom('present', 'absent'),
        fc.constantFrom('present', 'absent'),
        fc.double({ min: -3, max: 3, noNaN: true }),
        (afp, necrosis, portalVeinInvasion, rad) => {
          const result = prediction(assess(dai, { afp, necrosis, portalVeinInvasion, radScore: rad }));
          expect(result).toMatchObject({ survival: [], curve: [], observed: [], evidence: 'assumed' });
          expect(result.group).toBeUndefined();
          expect(result.cutoff).toBeUndefined();
          expect(result.totalPoints).toBeUndefined();
        },
      ),
    );
  });

  it('gives the hazard ratio against the reference patient', () => {
    const result = prediction(assess(dai, { afp: 420, necrosis: 'present', portalVeinInvasion: 'absent', radScore: 0 }));
    expect(result.hazardRatioToReference).toBeCloseTo(1.95 * 2.91, 1);
  });

  it('without a rad-score answers only the known shares, and no bounds, because no range is published', () => {
    const outcome = assess(dai, { afp: 420, necrosis: 'present', portalVeinInvasion: 'absent' });
    expect(outcome).toMatchObject({ status: 'incomplete', missing: [{ key: 'radScore' }] });
    if (outcome.status !== 'incomplete') throw new Error('unreachable');
    expect(outcome.bounds).toBeUndefined();
    expect(outcome.known?.map((share) => [share.key, share.evidence])).toEqual([
      ['afp', 'derived'],
      ['necrosis', 'derived'],
      ['portalVeinInvasion', 'derived'],
    ]);
  });

  it('keeps the cut-off 1.38 as a fact about the study’s own score and says why it assigns no group', () => {
    expect(dai.file.groups).toMatchObject({ assignable: false, cutoffs: [{ value: 1.38, evidence: 'published' }] });
    expect(dai.file.groups?.because?.en).toContain('not published');
  });

  it('reports apparent and internal AUC apart, as printed', () => {
    expect(dai.file.validation.map((entry) => [entry.kind, entry.auc?.map((auc) => auc.value)])).toEqual([
      ['apparent', [0.834, 0.765, 0.831]],
      ['internal', [0.715, 0.71, 0.793]],
    ]);
  });
});

describe('how a model fared elsewhere', () => {
  it('tells ERASL-pre’s independent check with both countries and what became of calibration', () => {
    expect(faredElsewhere(erasl.file)).toEqual({
      en: 'C index, independent check (Beumer 2021): 0.57 (Netherlands), 0.69 (Japan). Predictions were systematically too optimistic; recalibration helped.',
      zh: expect.stringContaining('0.57（荷兰）、0.69（日本）'),
    });
  });

  it('says nothing where nobody has looked', () => {
    expect(faredElsewhere(demo.file)).toBeUndefined();
  });
});

describe('the demonstration model', () => {
  const example = { afp: 420, necrosis: 'present', portalVeinInvasion: 'absent', radScore: 0.82 };

  it('gives the documented example: 108 points, high group from 87, 70, 55 and 47 of 100 with their ranges', () => {
    const result = prediction(assess(demo, example));
    expect(result.contributions.map((share) => Math.round(share.points!))).toEqual([20, 30, 0, 58]);
    expect(result.totalPoints).toBeCloseTo(108, 9);
    expect(result.cutoffPoints).toBeCloseTo(86.7857, 4);
    expect(result.group?.id).toBe('high');
    expect(result.survival.map(({ survival, lower, upper }) => [survival, lower, upper].map((value) => Math.round(value! * 100)))).toEqual([
      [70, 62, 77],
      [55, 44, 65],
      [47, 34, 59],
    ]);
  });

  it('says how far each covariate is from the average studied patient', () => {
    const result = prediction(assess(demo, example));
    expect(result.contributions.map((share) => Math.round(share.pointsAgainstAverage!))).toEqual([8, 11, -4, 20]);
  });

  it('draws a curve that never rises, keeps inside its interval and ends at the last horizon', () => {
    const { curve, survival } = prediction(assess(demo, example));
    expect(curve[0]).toEqual({ timeDays: 0, survival: 1, lower: 1, upper: 1 });
    curve.forEach((point, i) => {
      if (i > 0) expect(point.survival).toBeLessThanOrEqual(curve[i - 1]!.survival);
      expect(point.lower!).toBeLessThanOrEqual(point.survival);
      expect(point.upper!).toBeGreaterThanOrEqual(point.survival);
    });
    expect(curve.at(-1)).toMatchObject({ timeDays: 1095, survival: survival.at(-1)!.survival });
  });

  it('marks every constant that the study does not print as assumed', () => {
    const assumed = [
      ...demo.file.covariates.map((covariate) => (covariate.coefficient as { evidence: string }).evidence),
      ...demo.file.radScore!.features.flatMap((feature) => [feature.mean!.evidence, feature.sd!.evidence]),
      demo.file.baseline!.evidence,
      demo.file.uncertainty!.evidence,
      ...demo.file.groups!.curves.map((curve) => curve.evidence),
      demo.file.groups!.cutoffs[0]!.evidence,
    ];
    expect(new Set(assumed)).toEqual(new Set(['assumed']));
    expect(demo.file.radScore!.features.map((feature) => [feature.weight.value, feature.weight.evidence])).toEqual([
      [0.24, 'published'],
      [0.2, 'published'],
      [-0.32, 'published'],
      [-0.3, 'published'],
      [-0.39, 'published'],
    ]);
  });

  it('starts its group curves with the 225 patients of the training cohort', () => {
    expect(demo.file.groups!.curves.reduce((sum, curve) => sum + curve.atRisk[0]!.n, 0)).toBe(225);
  });
});

describe('ERASL-pre', () => {
  const cases: readonly (readonly [Record<string, number | string>, number, string])[] = [
    [{ sex: 'male', bilirubin: 10, albumin: 40, afp: 420, tumourSize: 4.6, tumourCount: 1 }, 2.3071, 'low'],
    [{ sex: 'male', bilirubin: 20, albumin: 35, afp: 420, tumourSize: 4.6, tumourCount: 1 }, 2.7541, 'intermediate'],
    [{ sex: 'female', bilirubin: 12, albumin: 42, afp: 5, tumourSize: 2, tumourCount: 1 }, 0.563, 'low'],
    [{ sex: 'male', bilirubin: 25, albumin: 33, afp: 2000, tumourSize: 9, tumourCount: 4 }, 4.2835, 'high'],
  ];

  it.each(cases)('scores %p as %p (%s)', (values, score, group) => {
    const result = prediction(assess(erasl, values));
    expect(Math.abs(result.score - score)).toBeLessThanOrEqual(5e-5); // printed to four decimals
    expect(result.group?.id).toBe(group);
  });

  it('gives 0.447 to ALBI grade 2 and to grade 3 alike, and nothing to grade 1 up to −2.60', () => {
    const share = (bilirubin: number, albumin: number) =>
      prediction(assess(erasl, { ...cases[0]![0], bilirubin, albumin })).contributions.find((entry) => entry.covariate === 'albi');
    expect(share(20, 35)?.logHazard).toBe(0.447); // −2.116: grade 2
    expect(share(100, 20)?.logHazard).toBe(0.447); // −0.38: grade 3
    expect(share(10, 40)?.logHazard).toBe(0); // −2.74: grade 1
    expect(share(1, 2.6 / 0.085)?.logHazard).toBe(0); // −2.60 itself: grade 1
    expect(share(20, 35)?.inputs).toEqual(['bilirubin', 'albumin']);
  });

  it('counts 1, 2–3 and 4 or more tumours as 0, 1 and 2', () => {
    const share = (tumourCount: number) => prediction(assess(erasl, { ...cases[0]![0], tumourCount })).contributions.at(-1)!.logHazard;
    expect([1, 2, 3, 4, 9].map(share)).toEqual([0, 0.492, 0.492, 0.984, 0.984]);
  });

  it('takes µg/L and ng/mL as the same number', () => {
    const inputs = plainInputs(erasl, cases[0]![0]);
    const outcome = assessModel(erasl, eligibleFacts(), { ...inputs, afp: { kind: 'value', value: 420, unit: 'ug/L', from: FROM } }, AS_OF).outcome;
    expect(prediction(outcome).score).toBeCloseTo(2.3071, 4);
  });

  it('refuses another unit rather than guess', () => {
    const inputs = plainInputs(erasl, cases[0]![0]);
    const outcome = assessModel(erasl, eligibleFacts(), { ...inputs, bilirubin: { kind: 'value', value: 0.6, unit: 'mg/dL', from: FROM } }, AS_OF).outcome;
    expect(outcome).toMatchObject({ status: 'incomplete', missing: [{ key: 'bilirubin', reason: 'unit-not-usable' }] });
  });

  it('takes AFP "<2" at the bound and flags it', () => {
    const inputs = plainInputs(erasl, cases[2]![0]);
    const outcome = assessModel(
      erasl,
      eligibleFacts(),
      { ...inputs, afp: { kind: 'bound', side: 'below', value: 2, unit: 'ng/mL', from: FROM } },
      AS_OF,
    ).outcome;
    const share = prediction(outcome).contributions.find((entry) => entry.key === 'afp');
    expect(share).toMatchObject({ atBound: 'below', logHazard: 0.1 * Math.log(2) });
  });

  it('does not take the logarithm of an AFP of 0', () => {
    expect(assess(erasl, { ...cases[0]![0], afp: 0 })).toMatchObject({
      status: 'incomplete',
      missing: [{ key: 'afp', reason: 'contradictory', detailCode: 'value-out-of-domain' }],
    });
  });

  it('puts a score equal to a cut-off into the lower group', () => {
    expect(erasl.file.groups!.atCutoff).toBe('lower-group');
  });

  it('shows what was observed in the group of the nearest cohort first, with n and interval, and no individual probability', () => {
    const result = prediction(assess(erasl, cases[1]![0]));
    expect(result).toMatchObject({ survival: [], curve: [], evidence: 'published' });
    expect(result.observed[0]).toMatchObject({
      cohortId: 'china-nanning-wenzhou',
      n: 1297,
      years: 2,
      survival: 0.349,
      lower: 0.301,
      upper: 0.397,
      chosen: true,
    });
    expect(result.observed).toHaveLength(7);
    expect(result.observed.find((row) => row.cohortId === 'japan')).toMatchObject({ survival: 0.397, n: 596 });
    expect(result.observed.find((row) => row.cohortId === 'japan')?.lower).toBeUndefined();
  });

  it('lets the site choose its nearest cohort', () => {
    const outcome = assessModel(erasl, eligibleFacts(), plainInputs(erasl, cases[1]![0]), AS_OF, { cohortId: 'italy' }).outcome;
    expect(prediction(outcome).observed[0]).toMatchObject({ cohortId: 'italy', chosen: true, survival: 0.472 });
  });

  it('keeps the independent check that went worse', () => {
    const independent = erasl.file.validation.filter((entry) => entry.source === 'beumer');
    expect(independent.map((entry) => [entry.cohort.country, entry.concordance?.value])).toEqual([
      ['Netherlands', 0.57],
      ['Japan', 0.69],
    ]);
    for (const entry of independent) expect(entry.remark?.en).toContain('too optimistic');
  });

  it('applies to two tumours, where the study’s model does not', () => {
    const facts = eligibleFacts({ tumourCount: { kind: 'known', value: 2, from: FROM } });
    expect(assessModel(erasl, facts, plainInputs(erasl, { ...cases[0]![0], tumourCount: 2 }), AS_OF).outcome.status).toBe('assessed');
    expect(assessModel(demo, facts, {}, AS_OF).outcome.status).toBe('not-applicable');
  });
});

describe('the committed model files', () => {
  it('are what tools/build-models.ts makes', () => {
    const script = fileURLToPath(new URL('../../tools/build-models.ts', import.meta.url));
    const output = execFileSync(process.execPath, [script, '--check'], { encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } });
    expect(output.match(/up to date/g)).toHaveLength(3);
  });
});
