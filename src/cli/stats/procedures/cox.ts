// SPDX-License-Identifier: Apache-2.0
import { basehaz, type CoxFit, coxAnova, coxFirth, coxph, coxResiduals, coxZph, hazardAt, survfitCox } from '../../../survival/index.ts';
import { columns, maybeColumn, maybeNumbers, numberOr, toggle, word } from '../option.ts';
import { type Block, facts, table } from '../print/block.ts';
import { type Procedure, procedure } from '../procedure.ts';
import { patients, profiles } from './patients.ts';
import { coxModel, coxOptions, coxSettings, fitCox, followUp } from './shared.ts';

type Test = { readonly statistic: number; readonly df: number; readonly p: number | null };

export const coxTable = ({ terms, level }: Pick<CoxFit, 'terms' | 'level'>): Block =>
  table(
    [
      '@term',
      'coef',
      'se',
      'HR',
      `lower ${level * 100}%`,
      `upper ${level * 100}%`,
      'z',
      'P',
      ...(terms.some(({ status }) => status !== 'ok') ? ['@status'] : []),
    ],
    terms.map(({ term, coef, se, hazardRatio, lower, upper, z, p, status }) => [term, coef, se, hazardRatio, lower, upper, z, p, status]),
  );

export const testTable = (tests: readonly (readonly [string, Test])[]): Block =>
  table(
    ['@test', 'chi-square', 'df', 'P'],
    tests.map(([name, { statistic, df, p }]) => [name, statistic, df, p]),
  );

const curveRows = (time: readonly number[], ...columnsOf: readonly (readonly (number | null)[])[]): (number | null)[][] =>
  time.map((t, k) => [t, ...columnsOf.map((one) => one[k] ?? null)]);

export const coxProcedures: readonly Procedure[] = [
  procedure({
    name: 'coxph',
    aliases: ['cox'],
    chapter: 'Cox model',
    summary: 'Cox proportional-hazards model',
    r: 'survival::coxph(Surv(time, status) ~ x + strata(s) + offset(o), weights =, ties =, robust =, cluster =)',
    runs: ['coxph'],
    rows: 'complete',
    options: coxModel,
    example: '--time RFS --status Recurrence --x Age,Vascularinvasion,TNM',
    run: fitCox,
    print: (fit) => [
      facts([
        ['patients', fit.n],
        ['events', fit.nEvents],
        ['ties', fit.ties],
      ]),
      coxTable(fit),
      testTable([
        ['likelihood ratio', fit.lrt],
        ['Wald', fit.wald],
        ['score', fit.score],
      ]),
      facts([
        ['log likelihood', fit.loglik],
        ['of the null model', fit.loglikNull],
        ['AIC', fit.aic],
        ['BIC (events)', fit.bic],
      ]),
    ],
  }),
  procedure({
    name: 'coxFirth',
    aliases: ['coxphf', 'firth'],
    chapter: 'Cox model',
    summary: "Cox model with Firth's penalty: few events, or a coefficient that runs away",
    r: 'coxphf::coxphf(Surv(time, status) ~ x, firth = TRUE)',
    runs: ['coxFirth'],
    note: 'Intervals and P come from the profile of the penalised likelihood, not from the standard error, unless --intervals wald is given.',
    rows: 'complete',
    options: {
      ...followUp,
      x: columns('covariates; a column of text becomes one 0/1 column per level but the reference'),
      strata: coxSettings.strata,
      ties: word(['breslow', 'efron'], 'how events at one time are handled'),
      intervals: word(['profile', 'wald'], 'where intervals and P come from'),
      level: coxSettings.level,
    },
    example: '--time RFS --status Recurrence --x Age,Vascularinvasion',
    run: (frame, { strata, ties, intervals, level, x, ...follow }) =>
      coxFirth(frame.surv(follow), frame.design(x), { ties, intervals, level, ...(strata === undefined ? {} : { strata: frame.groups(strata) }) }),
    print: (fit) => [
      facts([
        ['patients', fit.n],
        ['events', fit.nEvents],
        ['ties', fit.ties],
      ]),
      table(
        ['@term', 'coef', 'se', 'HR', `lower ${fit.level * 100}%`, `upper ${fit.level * 100}%`, 'chi-square', 'P'],
        fit.terms.map(({ term, coef, se, hazardRatio, lower, upper, chisq, p }) => [term, coef, se, hazardRatio, lower, upper, chisq, p]),
      ),
      testTable([['penalised likelihood ratio', fit.lrt]]),
    ],
  }),
  procedure({
    name: 'coxZph',
    aliases: ['cox.zph', 'zph'],
    chapter: 'Cox model',
    summary: 'test of proportional hazards, per term and for the whole model',
    r: 'survival::cox.zph(coxph(...), transform =, terms = FALSE)',
    runs: ['coxph', 'coxZph'],
    rows: 'complete',
    options: { ...coxModel, transform: word(['km', 'rank', 'identity', 'log'], 'time scale of the test') },
    example: '--time RFS --status Recurrence --x Age,Vascularinvasion,TNM',
    run: (frame, values) => coxZph(fitCox(frame, values), values.transform),
    print: (zph) => [testTable([...zph.terms.map((term) => [term.term, term] as const), ['GLOBAL', zph.global]])],
  }),
  procedure({
    name: 'basehaz',
    chapter: 'Cox model',
    summary: 'cumulative baseline hazard of a Cox model',
    r: 'survival::basehaz(coxph(...), centered = FALSE)',
    runs: ['coxph', 'basehaz', 'hazardAt'],
    note: 'At x = 0 unless --centered: a model is published with H0 at 0, while basehaz() in R stands at the means by default.',
    rows: 'complete',
    options: {
      ...coxModel,
      centered: toggle('at the covariate means, as R does by default'),
      at: maybeNumbers('times at which to give it; default all times'),
    },
    example: '--time RFS --status Recurrence --x Age,TNM --at 12,24,36',
    run: (frame, values) => {
      const base = basehaz(fitCox(frame, values), { centered: values.centered });
      const at = values.at;
      return at === undefined ? base : { strata: base.strata.map(({ stratum }) => ({ stratum, time: at, hazard: hazardAt(base, at, stratum) })) };
    },
    print: ({ strata }) =>
      strata.map(({ stratum, time, hazard }) =>
        table(
          ['time', 'H0', 'exp(-H0)'],
          curveRows(
            time,
            hazard,
            hazard.map((h) => Math.exp(-h)),
          ),
          stratum === null ? undefined : `stratum ${stratum}`,
        ),
      ),
  }),
  procedure({
    name: 'survfitCox',
    aliases: ['survfit.coxph', 'predict'],
    chapter: 'Cox model',
    summary: 'survival that a Cox model predicts for patients, with interval',
    r: 'summary(survfit(coxph(...), newdata =, conf.type =, stype =), times =)',
    runs: ['coxph', 'survfitCox'],
    rows: 'complete',
    options: {
      ...coxModel,
      patient: patients,
      at: maybeNumbers('times; default all times of the data'),
      stratum: { ...maybeColumn('the stratum of the patients, when the model has strata'), placeholder: 'value', columnsOf: () => [] },
      confType: word(['log', 'log-log', 'plain'], 'scale of the interval'),
      estimator: word(['exponential', 'product'], 'exp(-H), or Kalbfleisch and Prentice'),
    },
    example: '--time RFS --status Recurrence --x Age,Vascularinvasion --patient Age=60,Vascularinvasion=1 --at 12,24,36',
    run: (frame, values) => {
      const fit = fitCox(frame, values);
      const newdata = profiles(frame, values.x, values.patient);
      const { stratum } = values;
      const known = values.strata === undefined ? [] : [...new Set(frame.groups(values.strata))];
      const own = known.find((one) => String(one) === stratum);
      const predicted = survfitCox(fit, newdata.columns, {
        confType: values.confType,
        level: values.level,
        estimator: values.estimator,
        ...(values.at === undefined ? {} : { times: values.at }),
        ...(own === undefined ? (stratum === undefined ? {} : { stratum }) : { stratum: own }),
      });
      return { patients: newdata.names, ...predicted };
    },
    print: ({ patients: names, time, curves }) =>
      curves.map((curve, k) =>
        table(['time', 'survival', 'std. error', 'lower', 'upper'], curveRows(time, curve.surv, curve.stdErr, curve.lower, curve.upper), names[k]!),
      ),
  }),
  procedure({
    name: 'coxAnova',
    aliases: ['anova.coxph'],
    chapter: 'Cox model',
    summary: 'likelihood-ratio test of two nested Cox models on the same rows',
    r: 'anova(coxph(Surv(time, status) ~ small), coxph(Surv(time, status) ~ x))',
    runs: ['coxph', 'coxAnova'],
    rows: 'complete',
    options: { ...coxModel, small: columns('covariates of the smaller model, all of them among --x') },
    example: '--time RFS --status Recurrence --x Age,Vascularinvasion,TNM --small Age',
    run: (frame, values) => {
      const large = fitCox(frame, values);
      const small = fitCox(frame, { ...values, x: values.small });
      return { small: small.loglik, large: large.loglik, ...coxAnova(small, large), warnings: large.warnings };
    },
    print: (test) => [
      facts([
        ['log likelihood, smaller', test.small],
        ['log likelihood, larger', test.large],
        ['chi-square', test.statistic],
        ['df', test.df],
        ['P', test.p],
      ]),
    ],
  }),
  procedure({
    name: 'coxResiduals',
    aliases: ['residuals'],
    chapter: 'Cox model',
    summary: 'martingale, deviance, score and dfbeta residuals, one row per patient',
    r: 'residuals(coxph(...), type = "martingale" | "deviance" | "score" | "dfbeta")',
    runs: ['coxph', 'coxResiduals'],
    rows: 'complete',
    options: { ...coxModel, show: numberOr(10, 'rows to print; the JSON has all') },
    example: '--time RFS --status Recurrence --x Age,TNM --show 5',
    run: (frame, values) => {
      const fit = fitCox(frame, values);
      return { row: frame.rows.map((row) => frame.table.rowNumbers[row]!), terms: fit.terms.map(({ term }) => term), ...coxResiduals(fit), show: values.show };
    },
    print: ({ row, terms, martingale, deviance, dfbeta, show }) => [
      table(
        ['line', 'martingale', 'deviance', ...terms.map((term) => `dfbeta ${term}`)],
        row.slice(0, show).map((line, i) => [line, martingale[i], deviance[i], ...terms.map((_, j) => dfbeta[i]![j])]),
      ),
    ],
  }),
  procedure({
    name: 'univariable',
    aliases: ['screen'],
    chapter: 'Cox model',
    summary: 'one Cox model per column of --x, side by side',
    r: 'lapply(x, function(v) coxph(Surv(time, status) ~ v))',
    runs: ['coxph'],
    note: 'Choosing covariates by these P values and testing them on the same patients makes the final model too optimistic.',
    rows: 'complete',
    options: { ...followUp, x: columns('columns, one model each, all on the same complete rows'), ...coxSettings },
    example: '--time RFS --status Recurrence --x Age,Gender,Vascularinvasion,TNM',
    run: (frame, values) => {
      const surv = frame.surv(values);
      const models = values.x.map((name) => coxph(surv, frame.design([name]), coxOptions(frame, values)));
      return { n: frame.n, nEvents: models[0]!.nEvents, level: values.level, terms: models.flatMap((fit) => fit.terms), models };
    },
    print: (result) => [
      facts([
        ['patients', result.n],
        ['events', result.nEvents],
      ]),
      coxTable(result),
    ],
  }),
];
