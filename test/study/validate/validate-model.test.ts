// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from '@jest/globals';
import { recomputeFixtures } from '../../../src/nomogram/fixtures.ts';
import { sha256Hex } from '../../../src/nomogram/sha256.ts';
import type { LevelColumn } from '../../../src/study/cohort/cohort.ts';
import { reportHtml } from '../../../src/study/report/report-html.ts';
import { validateModel, validation } from '../../../src/study/validate/validate-model.ts';
import { validatedFile } from '../../../src/study/validate/validated-file.ts';
import { seededRandom } from '../../../src/survival/index.ts';
import { bundled, bundledJson, RUN, resealed, simulatedSite, siteDefinition, siteModel, withColumn } from '../support/simulated-site.ts';

const OPTIONS = { definition: siteDefinition(), madeIso: RUN.madeIso, who: 'Liver surgery, Site A', sha256Hex };

describe('validation of a model file on a site', () => {
  it('finds a right model right, and sets the badge', () => {
    const result = validation(siteModel(), simulatedSite(600, 11), siteDefinition(), { run: RUN });
    const { slope, inTheLarge, calibration } = result.performance;
    expect(slope.lower).toBeLessThan(1);
    expect(slope.upper).toBeGreaterThan(1);
    expect(inTheLarge.lower).toBeLessThan(1);
    expect(inTheLarge.upper).toBeGreaterThan(1);
    expect(calibration).toHaveLength(3);
    expect(result.local.verdict).toBe('validated-locally');
    const { file, model } = validatedFile(siteModel(), result, OPTIONS);
    expect(file).toMatchObject({ version: '1.0.1', status: 'validated-locally', lineage: { parentVersion: '1.0.0' } });
    const entry = file.validation.at(-1)!;
    expect(entry).toMatchObject({ kind: 'local', evidence: 'site', source: 'site-site-a', date: '2026-11-23', cohort: { n: 600 } });
    expect(entry.remark!.en).toMatch(/All criteria are met.*Liver surgery, Site A/);
    expect(recomputeFixtures(model).every(({ agrees }) => agrees)).toBe(true);
    expect(file.covariates).toEqual(siteModel().file.covariates);
  });

  it('clears the badge when the site’s risks are twice the model’s, and says why', () => {
    const validated = resealed({ ...JSON.parse(JSON.stringify(siteModel().file)), status: 'validated-locally' });
    const result = validation(validated, simulatedSite(500, 12, { level: 2 }), siteDefinition(), { run: RUN });
    expect(result.local.criteria.find(({ code }) => code === 'level')).toMatchObject({ met: false });
    expect(result.report.warnings.map(({ code }) => code)).toContain('level-differs');
    const { file } = validatedFile(validated, result, OPTIONS);
    expect(file.status).toBe('research');
    expect(file.validation.at(-1)!.remark!.en).toMatch(/Not validated at this site/);
  });

  it('asks for events, not only for intervals that hold 1', () => {
    const { local } = validation(siteModel(), simulatedSite(60, 13), siteDefinition(), { run: RUN });
    expect(local.criteria.find(({ code }) => code === 'events')).toMatchObject({ met: false });
    expect(local.verdict).toBe('research');
  });

  it('counts a slope within stated limits as right in a cohort so large that its interval leaves out 1', () => {
    const cohort = simulatedSite(2500, 14, { slope: 0.82 });
    const strict = validation(siteModel(), cohort, siteDefinition(), { run: RUN }).local;
    expect(strict.criteria.find(({ code }) => code === 'slope')).toMatchObject({ met: false });
    const loose = validation(siteModel(), cohort, siteDefinition(), {
      run: RUN,
      criteria: { minEvents: 100, slopeWithin: [0.7, 1.3], ratioWithin: [0.8, 1.25] },
    }).local;
    expect(loose.criteria.find(({ code }) => code === 'slope')).toMatchObject({ met: true });
  });

  it('never sets the badge on generated patients, nor on a file with assumed numbers', () => {
    const synthetic = validation(siteModel(), simulatedSite(600, 11), siteDefinition('synthetic: true'), { run: RUN });
    expect(synthetic.local.verdict).toBe('research');
    expect(synthetic.report.header.synthetic).toBe(true);
    expect(
      validation(bundled('demo'), simulatedSite(600, 11), siteDefinition(), { run: RUN }).local.criteria.find(({ code }) => code === 'no-assumed-number'),
    ).toMatchObject({ met: false });
  });

  it('says what a file without baseline cannot be asked, and measures the rest', () => {
    const { baseline: _baseline, uncertainty: _uncertainty, ...rest } = JSON.parse(JSON.stringify(siteModel().file)) as Record<string, unknown>;
    const bare = resealed({ ...rest, fixtures: [(bundledJson('demo') as { fixtures: unknown[] }).fixtures[1]] });
    const report = validateModel(bare, simulatedSite(300, 15), siteDefinition(), { run: RUN });
    const [performance] = report.models[0]!.performance;
    expect(performance!.calibration).toEqual([]);
    expect(performance!.inTheLarge.value).toBeNull();
    expect(performance!.brier.every(({ brier }) => brier.value === null)).toBe(true);
    expect(performance!.concordance.value).toBeGreaterThan(0.6);
    expect(report.localValidation!.notAnswered[0]).toMatch(/no baseline/);
    expect(report.localValidation!.criteria.find(({ code }) => code === 'level')).toMatchObject({ met: null });
    expect(report.localValidation!.verdict).toBe('research');
  });

  it('uses every patient when missing values are imputed, and says how', () => {
    const cohort = simulatedSite(300, 18);
    const random = seededRandom(5);
    const necrosis = cohort.covariates.get('necrosis') as LevelColumn;
    const gappy = withColumn(cohort, 'necrosis', { ...necrosis, index: necrosis.index.map((value) => (random() < 0.3 ? -1 : value)) });
    const complete = validation(siteModel(), gappy, siteDefinition(), { run: RUN });
    const imputed = validation(siteModel(), gappy, siteDefinition('missing: { method: multiple-imputation, imputations: 5, iterations: 5 }'), { run: RUN });
    expect(complete.performance.n).toBeLessThan(250);
    expect(imputed.performance.n).toBe(300);
    expect(imputed.report.missingData!.method).toMatch(/5 completed cohorts/);
    const full = validation(siteModel(), cohort, siteDefinition(), { run: RUN }).performance;
    expect(Math.abs(imputed.performance.slope.value! - full.slope.value!)).toBeLessThan(2 * full.slope.se!);
    expect(imputed.performance.concordance.se!).toBeLessThan(complete.performance.concordance.se!);
  });

  it('refuses patients without a single event', () => {
    const cohort = simulatedSite(50, 16);
    expect(() => validateModel(siteModel(), { ...cohort, status: new Uint8Array(50) }, siteDefinition(), { run: RUN })).toThrow(
      /None of the 50 patients has an event/,
    );
  });

  it('makes a page and a JSON document without holes', () => {
    const report = validateModel(siteModel(), simulatedSite(200, 17), siteDefinition(), { run: RUN });
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    const html = reportHtml(report);
    expect(html).toContain('Site A');
    expect(html).not.toMatch(/NaN|undefined|Infinity/);
  });
});
