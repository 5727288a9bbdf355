// SPDX-License-Identifier: Apache-2.0
// The command against R's results on veteran, lung and gbsg: what the options say must reach the statistic.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import type { BrierScores, Concordance, CoxFit, Rmst, Survdiff, TimeRoc } from '../../../src/survival/index.ts';
import { describeWithOracles } from '../../support/oracles.ts';
import { statsJson } from './support.ts';

/** Relative, as the tolerances of the reference values. */
const near = (ours: number | null | undefined, reference: number, relative = 1e-8): void =>
  expect(Math.abs((ours ?? Number.NaN) - reference) / Math.max(1e-12, Math.abs(reference))).toBeLessThan(relative);

describeWithOracles('hepanom stats against R', (oracles) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'hepanom-stats-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const at = (set: string, file: string): string => path.join(oracles, 'oracles/survival/open', set, file);
  const read = (set: string, file: string) => JSON.parse(readFileSync(at(set, file), 'utf8'));
  const surv = (set: string, file = 'data.csv'): string => `--data ${at(set, file)} --time time --status status`;

  it.each(['veteran', 'lung', 'gbsg'])('coxph on %s, incomplete rows left out', async (set) => {
    const { model_vars, n, n_complete } = read(set, 'config.json');
    const reference = read(set, 'coxph.json').multivariate;
    const { result, data } = await statsJson<CoxFit>('coxph', `${surv(set)} --x ${model_vars.join(',')}`);
    expect(data).toMatchObject({ rows: n, used: n_complete, leftOut: n - n_complete });
    expect(result.terms.map(({ term }) => term)).toEqual(reference.terms);
    result.terms.forEach((term, j) => {
      near(term.coef, reference.coef[j]);
      near(term.se, reference.se[j]);
      near(term.upper, reference.hr_hi95[j]);
    });
    near(result.loglik, reference.loglik);
  });

  it('coxph --ties breslow, and classes as dummies against the first level (veteran)', async () => {
    const { model_vars } = read('veteran', 'config.json');
    const reference = read('veteran', 'coxph.json').multivariate_breslow;
    const others = model_vars.filter((name: string) => !name.startsWith('cell'));
    const { result, data } = await statsJson<CoxFit>('coxph', `${surv('veteran')} --ties breslow --x ${others.join(',')},cell --categorical cell`);
    expect(data.factors).toEqual([{ column: 'cell', levels: ['1', '2', '3', '4'] }]);
    expect(result.terms.slice(-3).map(({ term }) => term)).toEqual(['cell=2', 'cell=3', 'cell=4']);
    reference.coef.forEach((coef: number, j: number) => {
      near(result.terms[j]!.coef, coef);
    });
    // Another reference level is the same model.
    const turned = await statsJson<CoxFit>('coxph', `${surv('veteran')} --ties breslow --x ${others.join(',')},cell --reference cell=3`);
    expect(turned.data.factors[0]!.levels).toEqual(['3', '1', '2', '4']);
    near(turned.result.loglik, result.loglik, 1e-9);
    near(turned.result.terms.at(-3)!.coef, -result.terms.at(-2)!.coef!, 1e-6);
  });

  it.each(['veteran', 'gbsg'])('survdiff, rmst and medians on %s', async (set) => {
    const { group2 } = read(set, 'config.json');
    const km = read(set, 'km.json');
    const { result } = await statsJson<Survdiff>('survdiff', `${surv(set)} --by ${group2}`);
    near(result.statistic, km.by_group2.logrank.chisq);
    near(result.p, km.by_group2.logrank.p);
    result.observed.forEach((observed, k) => {
      near(observed, km.by_group2.logrank.obs[k], 1e-10);
    });
    const mean = await statsJson<{ groups: Rmst[] }>('rmst', `${surv(set)} --tau ${km.overall.rmst.tau}`);
    near(mean.result.groups[0]!.mean, km.overall.rmst.rmean, 1e-10);
    near(mean.result.groups[0]!.se, km.overall.rmst.se, 1e-10);
  });

  it.each(['veteran', 'lung', 'gbsg'])('concordance (Harrell, Uno) and time-dependent AUC on %s', async (set) => {
    const reference = read(set, 'cindex.json').lp_full;
    const base = `${surv(set, 'derived.csv')} --x lp_full`;
    near((await statsJson<Concordance>('concordance', base)).result.concordance, reference.harrell.c, 1e-10);
    const uno = (await statsJson<Concordance>('concordance', `${base} --time-weight n/G2 --tau ${reference.uno_tau.tau}`)).result;
    near(uno.concordance, reference.uno_tau.c, 1e-10);
    near(uno.se, reference.uno_tau.se, 1e-8);
    const roc = read(set, 'timeroc.json');
    const { at: ours } = (await statsJson<TimeRoc>('timeROC', `${base} --at ${roc.times.join(',')}`)).result;
    ours.forEach((row, k) => {
      near(row.auc, roc.lp_full.auc[k], 1e-9);
      near(row.se, roc.lp_full.se[k], 1e-7);
    });
  });

  it('Brier score from columns of predicted risks (veteran)', async () => {
    const { times } = read('veteran', 'config.json');
    const of = (model: string): string => `--risk ${model}=${times.map((time: number) => `risk_${model}_${time}`).join(',')}`;
    const rows = readFileSync(at('veteran', 'derived.csv'), 'utf8').trim().split('\n');
    const risks = readFileSync(at('veteran', 'risks.csv'), 'utf8').trim().split('\n');
    const file = path.join(folder, 'joined.csv');
    writeFileSync(file, rows.map((row, i) => `${row},${risks[i]}`).join('\n'));
    const { result } = await statsJson<BrierScores>(
      'brierScore',
      `--data ${file} --time time --status status ${of('full')} ${of('small')} --at ${times.join(',')}`,
    );
    const reference = read('veteran', 'scores.json').brier;
    expect(result.scores.map(({ model }) => model)).toEqual(reference.model);
    result.scores.forEach((score, k) => {
      near(score.brier, reference.Brier[k], 1e-9);
      near(score.se, reference.se[k], 1e-5);
    });
  });

  it('the tests of a baseline table (veteran)', async () => {
    const { group2, groupk, cont, cat, k } = read('veteran', 'tests.json');
    const file = `--data ${at('veteran', 'data.csv')}`;
    const p = async (name: string, args: string): Promise<number> => (await statsJson<{ p: number }>(name, `${file} ${args}`)).result.p;
    for (const [name, reference] of Object.entries<(typeof cont)[string]>(cont)) {
      near(await p('t.test', `--x ${name} --by ${group2}`), reference.welch.p, 1e-9);
      near(await p('t.test', `--x ${name} --by ${group2} --pooled`), reference.pooled.p, 1e-9);
      near(await p('wilcox.test', `--x ${name} --by ${group2} --exact no`), reference.wilcox_cc.p, 1e-9);
      near(await p('wilcox.test', `--x ${name} --by ${group2} --exact no --uncorrected`), reference.wilcox_nocc.p, 1e-9);
      near(await p('var.test', `--x ${name} --by ${group2}`), reference.var_test_p, 1e-9);
      near(await p('kruskal.test', `--x ${name} --by ${groupk}`), k[name].p, 1e-9);
      near(await p('anova', `--x ${name} --by ${groupk}`), k[name].anova_p, 1e-9);
    }
    for (const [name, reference] of Object.entries<(typeof cat)[string]>(cat)) {
      near(await p('chisq.test', `--x ${name} --by ${group2}`), reference.default.p, 1e-9);
      near(await p('chisq.test', `--x ${name} --by ${group2} --uncorrected`), reference.nocorrect.p, 1e-9);
      near(await p('fisher.test', `--x ${name} --by ${group2}`), reference.fisher_p, 1e-6);
    }
  });
});
