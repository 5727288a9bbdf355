// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { recomputeFixtures } from '../../../src/nomogram/fixtures.ts';
import { sha256Hex } from '../../../src/nomogram/sha256.ts';
import { type CalibrateModelOptions, calibrateModel } from '../../../src/study/calibrate/calibrate-model.ts';
import { reportHtml } from '../../../src/study/report/report-html.ts';
import { validation } from '../../../src/study/validate/validate-model.ts';
import { bundled, RUN, simulatedSite, siteDefinition, siteModel, withColumn } from '../support/simulated-site.ts';

const OPTIONS: CalibrateModelOptions = { method: 'auto', alpha: 0.05, run: RUN, sha256Hex };
const BETA = bundled('demo').terms.map(({ coefficients }) => coefficients[0]!);

describe('the closed test chooses as much as the truth asks for', () => {
  it('nothing, where the patients are those of the model', () => {
    const result = calibrateModel(siteModel(), simulatedSite(500, 21), siteDefinition(), OPTIONS);
    expect(result.chosen).toBe('none');
    expect(result.file).toBeUndefined();
    expect(result.report.updating!.tests.map(({ name }) => name)).toContain('level alone');
  });

  it('a new baseline, where only the level differs', () => {
    const { chosen, file, report } = calibrateModel(siteModel(), simulatedSite(500, 22, { level: 2 }), siteDefinition(), OPTIONS);
    expect(chosen).toBe('baseline');
    expect(report.updating!.level.value).toBeGreaterThan(1.5);
    expect(file!.version).toBe('1.1.0');
    // Twice the hazard: within three standard errors of a ratio estimated from some 300 events.
    const at = (steps: readonly { timeDays: number; cumulativeHazard: number }[]): number =>
      steps.filter(({ timeDays }) => timeDays <= 730).at(-1)!.cumulativeHazard;
    const ratio = at(file!.baseline!.steps) / at(siteModel().file.baseline!.steps);
    expect(Math.abs(Math.log(ratio / 2))).toBeLessThan(3 * 0.08);
  });

  it('a slope, where the coefficients are all half as large', () => {
    const { chosen, file, report } = calibrateModel(siteModel(), simulatedSite(900, 23, { slope: 0.5 }), siteDefinition(), OPTIONS);
    expect(chosen).toBe('slope');
    const { slope } = report.updating!;
    expect(Math.abs(slope.value! - 0.5)).toBeLessThan(3 * slope.se!);
    const own = file!.covariates.map(({ coefficient }) => (coefficient as { value: number }).value);
    own.forEach((value, j) => {
      expect(value / BETA[j]!).toBeCloseTo(slope.value!, 10);
    });
    // Same patients in the same groups.
    expect(file!.groups!.cutoffs[0]!.value).toBeCloseTo(siteModel().file.groups!.cutoffs[0]!.value * slope.value!, 10);
  });

  it('a refit, where the coefficients are others', () => {
    const truth = { coefficients: [1.2, -0.3, 0.2, 1.1] };
    const { chosen, file } = calibrateModel(siteModel(), simulatedSite(900, 24, truth), siteDefinition(), OPTIONS);
    expect(chosen).toBe('refit');
    expect(file!.version).toBe('2.0.0');
    file!.covariates.forEach(({ coefficient }, j) => {
      const { value, standardError } = coefficient as { value: number; standardError: number };
      expect(Math.abs(value - truth.coefficients[j]!)).toBeLessThan(3.5 * standardError);
    });
    expect(file!.groups).toMatchObject({ assignable: false });
    expect(file!.groups!.because!.en).toMatch(/cut-off of the parent/);
  });
});

describe('a published model without constants and baseline', () => {
  const cohort = simulatedSite(400, 31);

  it('gets the site’s constants and baseline, and then gives probabilities with an interval', () => {
    const { file, model, report } = calibrateModel(bundled('dai-2024'), cohort, siteDefinition(), OPTIONS);
    expect(model!.answers).toMatchObject({ individualSurvival: true, interval: true, radScore: true });
    for (const feature of file!.radScore!.features)
      expect([feature.mean!.evidence, feature.sd!.evidence, feature.weight.evidence]).toEqual(['site', 'site', 'published']);
    expect(file!.baseline!.evidence).toBe('site');
    expect(file!.lineage).toMatchObject({ parentId: 'dai-2024', parentVersion: '1.0.0', parentHash: bundled('dai-2024').file.hash });
    expect(recomputeFixtures(model!).every(({ agrees }) => agrees)).toBe(true);
    // The printed standard errors have no covariances, and the assumed coefficient has none at all: the file says so.
    expect(file!.uncertainty!.derivation).toMatch(/1 of 4 coefficients have no standard error/);
    expect(file!.notice!.en).toMatch(/assumed numbers \(coefficient of Rad-score\)/);
    expect(file!.knownLimits.filter(({ en }) => en.startsWith('Of the parent model dai-2024 1.0.0')).length).toBe(bundled('dai-2024').file.knownLimits.length);
    expect(report.updating!.standardisation).toHaveLength(5);
  });

  it('gets a baseline for its clinical part alone when the rad-score is left out on purpose', () => {
    const { features: _none, ...clinical } = cohort;
    expect(() => calibrateModel(bundled('dai-2024'), clinical, siteDefinition(), OPTIONS)).toThrow(/--without radScore/);
    const { file, model } = calibrateModel(bundled('dai-2024'), clinical, siteDefinition(), { ...OPTIONS, without: ['radScore'] });
    expect(file!.covariates.map(({ key }) => key)).toEqual(['afp', 'necrosis', 'portalVeinInvasion']);
    expect(file!.radScore).toBeUndefined();
    expect(model!.demonstration).toBe(false);
    expect(file!.notice).toBeUndefined();
    expect(file!.knownLimits.some(({ en }) => en.includes('Rad-score left out'))).toBe(true);
  });

  it('gets the constants alone when that is asked for, and still gives no probability', () => {
    const { file, model } = calibrateModel(bundled('dai-2024'), cohort, siteDefinition(), { ...OPTIONS, method: 'standardisation' });
    expect(model!.answers).toMatchObject({ individualSurvival: false, radScore: true });
    expect(file!.baseline).toBeUndefined();
  });

  it('cannot be scaled in the large: there is nothing to scale', () => {
    expect(() => calibrateModel(bundled('dai-2024'), cohort, siteDefinition(), { ...OPTIONS, method: 'in-the-large' })).toThrow(
      /no baseline that could be scaled/,
    );
  });
});

describe('what a calibration refuses or warns of', () => {
  it('no event', () => {
    const cohort = simulatedSite(80, 41);
    expect(() => calibrateModel(bundled('dai-2024'), { ...cohort, status: new Uint8Array(80) }, siteDefinition(), OPTIONS)).toThrow(/has an event/);
  });

  it('few events: only a baseline is advised', () => {
    const { report } = calibrateModel(bundled('dai-2024'), simulatedSite(90, 42), siteDefinition(), { ...OPTIONS, method: 'slope' });
    expect(report.updating!.events).toBeLessThan(50);
    expect(report.updating!.advice.join(' ')).toMatch(/a new baseline only.*against this advice/);
  });

  it('horizons to which hardly anybody was followed', () => {
    const cohort = simulatedSite(300, 43);
    const early = {
      ...cohort,
      timeDays: cohort.timeDays.map((t) => Math.min(t, 800)),
      status: cohort.status.map((s, i) => (cohort.timeDays[i]! > 800 ? 0 : s)),
    };
    const { file, report } = calibrateModel(bundled('dai-2024'), early, siteDefinition(), OPTIONS);
    expect(file!.horizonsYears).toEqual([1, 2]);
    expect(report.updating!.horizonsDropped).toMatchObject([{ years: 3 }]);
    expect(file!.baseline!.steps.at(-1)!.timeDays).toBeLessThanOrEqual(730);
  });

  it('a finding that nobody has here: no refit, said by name', () => {
    const cohort = withColumn(simulatedSite(300, 44), 'portalVeinInvasion', {
      kind: 'levels',
      levels: ['absent', 'present'],
      labels: ['absent', 'present'],
      index: new Int16Array(300),
    });
    expect(() => calibrateModel(siteModel(), cohort, siteDefinition(), { ...OPTIONS, method: 'refit' })).toThrow(/Portal vein invasion.*does not vary here/);
    const { file } = calibrateModel(siteModel(), cohort, siteDefinition(), { ...OPTIONS, method: 'baseline' });
    expect(file!.covariates).toHaveLength(4);
  });

  it('a score that orders the patients the wrong way round', () => {
    const cohort = simulatedSite(400, 45, { slope: -1 });
    expect(() => calibrateModel(siteModel(), cohort, siteDefinition(), { ...OPTIONS, method: 'slope' })).toThrow(/wrong way round/);
  });

  it('a model that has no hazard', () => {
    expect(() => calibrateModel(bundled('erasl-pre-2018'), simulatedSite(50, 46), siteDefinition(), OPTIONS)).toThrow(/score-groups/);
  });

  it('a validation on the very patients of the calibration', () => {
    const cohort = simulatedSite(500, 22, { level: 2 });
    const { model } = calibrateModel(siteModel(), cohort, siteDefinition(), { ...OPTIONS, method: 'refit' });
    const { local } = validation(model!, cohort, siteDefinition(), { run: RUN });
    expect(local.criteria.find(({ code }) => code === 'other-patients')).toMatchObject({ met: false });
    const others = validation(model!, simulatedSite(520, 47, { level: 2 }), siteDefinition(), { run: RUN }).local;
    expect(others.criteria.map(({ code }) => code)).not.toContain('other-patients');
  });

  it('generated patients: every new number is assumed and the page says so', () => {
    const { file, report } = calibrateModel(bundled('dai-2024'), simulatedSite(300, 48), siteDefinition('synthetic: true'), OPTIONS);
    expect(file!.baseline).toMatchObject({ evidence: 'assumed' });
    expect(file!.notice!.en).toMatch(/generated patients/);
    expect(reportHtml(report)).toMatch(/Synthetic patients/);
  });
});

describe('the cut-off', () => {
  it('is chosen anew when asked, with the curves of the site', () => {
    const { file, model } = calibrateModel(bundled('dai-2024'), simulatedSite(400, 51), siteDefinition(), { ...OPTIONS, groups: 'maxstat' });
    expect(model!.answers.group).toBe(true);
    expect(file!.groups).toMatchObject({ assignable: true, atCutoff: 'lower-group', nearestCohort: 'site-a' });
    expect(file!.groups!.curves).toHaveLength(2);
    expect(file!.groups!.curves.reduce((sum, { atRisk }) => sum + atRisk[0]!.n, 0)).toBe(400);
  });
});

describe('an update of an update', () => {
  it('keeps the line and does not repeat itself', () => {
    const first = calibrateModel(siteModel(), simulatedSite(400, 61, { level: 2 }), siteDefinition(), { ...OPTIONS, method: 'baseline' });
    const second = calibrateModel(first.model!, simulatedSite(400, 62, { level: 0.7 }), siteDefinition(), { ...OPTIONS, method: 'in-the-large' });
    expect(second.file).toMatchObject({ version: '1.2.0', lineage: { parentVersion: '1.1.0', parentHash: first.file!.hash } });
    expect(second.file!.title.en.match(/calibrated at/g)).toHaveLength(1);
    expect(second.file!.baseline).toMatchObject({ evidence: 'derived' });
    for (const entry of second.file!.validation) expect(entry.remark!.en.match(/before the update/g)?.length ?? 0).toBeLessThan(2);
  });
});
