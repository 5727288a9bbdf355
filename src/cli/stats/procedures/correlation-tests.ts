// SPDX-License-Identifier: Apache-2.0
import { kendallTest, pAdjust, pearsonTest, shapiroTest, spearmanTest } from '../../../survival/index.ts';
import { InputError } from '../../input-error.ts';
import type { Frame } from '../data/frame.ts';
import { columns, numbers, toggle, word } from '../option.ts';
import { facts, table } from '../print/block.ts';
import { type Procedure, procedure } from '../procedure.ts';
import { level } from './shared.ts';

const paired = { x: columns('two number columns') } as const;

function pair(frame: Frame, x: readonly string[]): readonly [Float64Array, Float64Array] {
  if (x.length !== 2) throw new InputError('option', `A correlation is of two columns; --x names ${x.length}.`);
  return [frame.numbers(x[0]!), frame.numbers(x[1]!)];
}

export const correlationProcedures: readonly Procedure[] = [
  procedure({
    name: 'pearsonTest',
    aliases: ['pearson', 'cor.test'],
    chapter: 'Tests',
    summary: "Pearson's correlation of two columns, with interval",
    r: 'cor.test(a, b, conf.level =)',
    runs: ['pearsonTest'],
    rows: 'complete',
    options: { ...paired, ...level },
    example: '--x Age,CXCL17T',
    run: (frame, { x, level: confidence }) => pearsonTest(...pair(frame, x), confidence),
    print: (test) => [
      facts([
        ['n', test.n],
        ['correlation', test.estimate],
        ['lower', test.ci[0]],
        ['upper', test.ci[1]],
        ['t', test.t],
        ['P', test.p],
      ]),
    ],
  }),
  procedure({
    name: 'spearmanTest',
    aliases: ['spearman'],
    chapter: 'Tests',
    summary: "Spearman's rank correlation of two columns",
    r: 'cor.test(a, b, method = "spearman", exact =, continuity =)',
    runs: ['spearmanTest', 'pSpearman'],
    rows: 'complete',
    options: {
      ...paired,
      method: word(['auto', 't'], 'auto as R; t = always the t approximation (exact = FALSE)'),
      continuity: toggle('continuity correction'),
    },
    example: '--x CXCL17T,CXCL17P',
    run: (frame, { x, method, continuity }) => spearmanTest(...pair(frame, x), { method, continuity }),
    print: (test) => [
      facts([
        ['n', test.n],
        ['rho', test.estimate],
        ['S', test.s],
        ['method', test.method],
        ['P', test.p],
      ]),
    ],
  }),
  procedure({
    name: 'kendallTest',
    aliases: ['kendall'],
    chapter: 'Tests',
    summary: "Kendall's rank correlation (tau b) of two columns",
    r: 'cor.test(a, b, method = "kendall", exact = FALSE)',
    runs: ['kendallTest'],
    rows: 'complete',
    options: paired,
    example: '--x CXCL17T,CXCL17P',
    run: (frame, { x }) => kendallTest(...pair(frame, x)),
    print: (test) => [
      facts([
        ['n', test.n],
        ['tau', test.estimate],
        ['z', test.z],
        ['P', test.p],
      ]),
    ],
  }),
  procedure({
    name: 'shapiroTest',
    aliases: ['shapiro.test', 'shapiro'],
    chapter: 'Tests',
    summary: 'Shapiro-Wilk test of normality, per column',
    r: 'shapiro.test(x)',
    runs: ['shapiroTest', 'present'],
    rows: 'by-column',
    options: { x: columns('number columns; empty cells of each are left out') },
    example: '--x Age,CXCL17T',
    run: (frame, { x }) => ({
      columns: x.map((name) => {
        const values = frame.numbers(name).filter((value) => !Number.isNaN(value));
        return { name, n: values.length, ...shapiroTest(values) };
      }),
    }),
    print: ({ columns: rows }) => [
      table(
        ['@column', 'n', 'W', 'P'],
        rows.map((row) => [row.name, row.n, row.w, row.p]),
      ),
    ],
  }),
  procedure({
    name: 'pAdjust',
    aliases: ['p.adjust'],
    chapter: 'Tests',
    summary: 'P values corrected for several comparisons',
    r: 'p.adjust(p, method)',
    runs: ['pAdjust'],
    rows: 'none',
    options: { p: numbers('P values'), method: word(['holm', 'bonferroni', 'BH'], 'which correction') },
    example: '--p 0.01,0.02,0.04 --method BH',
    run: (_frame, { p, method }) => {
      const wrong = p.find((value) => value < 0 || value > 1);
      if (wrong !== undefined) throw new InputError('option', `--p holds ${wrong}: a P value lies between 0 and 1.`);
      return { method, p, adjusted: pAdjust(p, method) };
    },
    print: ({ p, adjusted }) => [
      table(
        ['P', 'adjusted P'],
        p.map((value, k) => [value, adjusted[k]]),
      ),
    ],
  }),
];
