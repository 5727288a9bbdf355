// SPDX-License-Identifier: Apache-2.0
import { anova, chiSquareTest, crossTable, fisherTest, kruskalWallis, mannWhitney, tTest, varianceTest } from '../../../survival/index.ts';
import type { Frame } from '../data/frame.ts';
import { column, columns, maybeColumn, toggle, word } from '../option.ts';
import { type Block, facts, table } from '../print/block.ts';
import { type Procedure, procedure } from '../procedure.ts';
import { level, samplesOf, twoSamples } from './shared.ts';

const compared = { x: columns('one number column (with --by), or the columns to compare'), by: maybeColumn('the groups') } as const;
const crossed = { x: column('rows of the table'), by: column('columns of the table') } as const;

function cross(frame: Frame, { x, by }: { readonly x: string; readonly by: string }) {
  const rows = frame.levels(x);
  const own = frame.levels(by);
  const { table: counts } = crossTable(rows.index, own.index);
  return { rowLevels: rows.levels, columnLevels: own.levels, counts };
}

const crossBlock = ({ rowLevels, columnLevels, counts }: ReturnType<typeof cross>): Block =>
  table(
    ['@', ...columnLevels],
    rowLevels.map((name, i) => [name, ...counts[i]!]),
  );

const sizes = (names: readonly string[], samples: readonly Float64Array[]) => names.map((name, k) => ({ name, n: samples[k]!.length }));
const sizesBlock = (samples: ReturnType<typeof sizes>): Block =>
  table(
    ['@sample', 'n'],
    samples.map(({ name, n }) => [name, n]),
  );

export const testProcedures: readonly Procedure[] = [
  procedure({
    name: 'tTest',
    aliases: ['t.test', 't-test', 'welch'],
    chapter: 'Tests',
    summary: 'comparison of two means (Welch, or Student with --pooled)',
    r: 't.test(a, b, var.equal =, conf.level =)',
    runs: ['tTest'],
    rows: 'complete',
    options: { ...compared, pooled: toggle('one variance for both samples'), ...level },
    example: '--x Age --by Recurrence',
    run: (frame, { x, by, pooled, level: confidence }) => {
      const { names, samples } = twoSamples(frame, x, by);
      return { samples: sizes(names, samples), ...tTest(samples[0], samples[1], { pooled, level: confidence }) };
    },
    print: (test) => [
      sizesBlock(test.samples),
      facts([
        ['t', test.t],
        ['df', test.df],
        ['P', test.p],
        ['difference of means', test.difference],
        ['lower', test.ci[0]],
        ['upper', test.ci[1]],
      ]),
    ],
  }),
  procedure({
    name: 'varianceTest',
    aliases: ['var.test'],
    chapter: 'Tests',
    summary: 'comparison of two variances',
    r: 'var.test(a, b)',
    runs: ['varianceTest'],
    rows: 'complete',
    options: compared,
    example: '--x Age --by Recurrence',
    run: (frame, { x, by }) => {
      const { names, samples } = twoSamples(frame, x, by);
      return { samples: sizes(names, samples), ...varianceTest(samples[0], samples[1]) };
    },
    print: (test) => [
      sizesBlock(test.samples),
      facts([
        ['F', test.f],
        ['df', test.df.join(', ')],
        ['P', test.p],
      ]),
    ],
  }),
  procedure({
    name: 'anova',
    aliases: ['aov', 'oneway.test'],
    chapter: 'Tests',
    summary: 'one-way analysis of variance',
    r: 'anova(lm(x ~ factor(by)))',
    runs: ['anova'],
    rows: 'complete',
    options: compared,
    example: '--x Age --by BCLC',
    run: (frame, { x, by }) => {
      const { names, samples } = samplesOf(frame, x, by);
      return { samples: sizes(names, samples), ...anova(samples) };
    },
    print: (test) => [
      sizesBlock(test.samples),
      facts([
        ['F', test.f],
        ['df', test.df.join(', ')],
        ['P', test.p],
      ]),
    ],
  }),
  procedure({
    name: 'mannWhitney',
    aliases: ['wilcox.test', 'wilcoxon', 'u-test'],
    chapter: 'Tests',
    summary: 'Mann-Whitney (Wilcoxon rank sum) test of two samples',
    r: 'wilcox.test(a, b, exact =, correct =)',
    runs: ['mannWhitney'],
    rows: 'complete',
    options: {
      ...compared,
      exact: word(['auto', 'yes', 'no'], 'auto = exact below 50 values without ties, as R'),
      uncorrected: toggle('no continuity correction'),
    },
    example: '--x CXCL17T --by Recurrence',
    run: (frame, { x, by, exact, uncorrected }) => {
      const { names, samples } = twoSamples(frame, x, by);
      const how = exact === 'auto' ? 'auto' : exact === 'yes';
      return { samples: sizes(names, samples), ...mannWhitney(samples[0], samples[1], { exact: how, continuity: !uncorrected }) };
    },
    print: (test) => [
      sizesBlock(test.samples),
      facts([
        ['W', test.w],
        ['method', test.method],
        ['P', test.p],
      ]),
    ],
  }),
  procedure({
    name: 'kruskalWallis',
    aliases: ['kruskal.test', 'kruskal'],
    chapter: 'Tests',
    summary: 'Kruskal-Wallis test of several samples',
    r: 'kruskal.test(x, by)',
    runs: ['kruskalWallis'],
    rows: 'complete',
    options: compared,
    example: '--x CXCL17T --by BCLC',
    run: (frame, { x, by }) => {
      const { names, samples } = samplesOf(frame, x, by);
      return { samples: sizes(names, samples), ...kruskalWallis(samples) };
    },
    print: (test) => [
      sizesBlock(test.samples),
      facts([
        ['chi-square', test.chisq],
        ['df', test.df],
        ['P', test.p],
      ]),
    ],
  }),
  procedure({
    name: 'chiSquareTest',
    aliases: ['chisq.test', 'chisq', 'chi-square'],
    chapter: 'Tests',
    summary: 'chi-square test of two classifications (Yates in 2 × 2)',
    r: 'chisq.test(table(x, by), correct =)',
    runs: ['crossTable', 'chiSquareTest'],
    rows: 'complete',
    options: { ...crossed, uncorrected: toggle('no continuity correction in 2 × 2') },
    example: '--x Vascularinvasion --by Recurrence',
    run: (frame, { uncorrected, ...named }) => {
      const counts = cross(frame, named);
      return { table: counts, ...chiSquareTest(counts.counts, { correct: !uncorrected }) };
    },
    print: (test) => [
      crossBlock(test.table),
      facts([
        ['chi-square', test.chisq],
        ['df', test.df],
        ['P', test.p],
      ]),
    ],
  }),
  procedure({
    name: 'fisherTest',
    aliases: ['fisher.test', 'fisher'],
    chapter: 'Tests',
    summary: "Fisher's exact test of two classifications",
    r: 'fisher.test(table(x, by))',
    runs: ['crossTable', 'fisherTest'],
    rows: 'complete',
    options: { ...crossed, ...level },
    example: '--x Gender --by Recurrence',
    run: (frame, { level: confidence, ...named }) => {
      const counts = cross(frame, named);
      return { table: counts, ...fisherTest(counts.counts, { level: confidence }) };
    },
    print: (test) => [
      crossBlock(test.table),
      facts([
        ['P', test.p],
        ...(test.oddsRatio === undefined ? [] : [['odds ratio (conditional)', test.oddsRatio] as const]),
        ...(test.ci === undefined ? [] : [['lower', test.ci[0]] as const, ['upper', test.ci[1]] as const]),
      ]),
    ],
  }),
];
