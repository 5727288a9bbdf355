// SPDX-License-Identifier: Apache-2.0
import {
  dbinom,
  dhyper,
  dnorm,
  pbeta,
  pbinom,
  pchisq,
  pf,
  pgamma,
  phyper,
  pnorm,
  pSpearman,
  pt,
  pwilcox,
  qchisq,
  qf,
  qnorm,
  qt,
  type Tail,
} from '../../../survival/index.ts';
import { InputError } from '../../input-error.ts';
import { number, numbers, type Option, type ValuesOf, word } from '../option.ts';
import { table } from '../print/block.ts';
import { type Procedure, procedure } from '../procedure.ts';

const tail = word(['lower', 'upper'], 'which side');

/** A function of one value and parameters. */
interface Distribution<P extends Readonly<Record<string, Option<number>>>> {
  readonly name: string;
  readonly about: string;
  readonly r: string;
  readonly parameters: P;
  readonly example: string;
  readonly value: (x: number, parameters: ValuesOf<P>, side: Tail) => number;
}

function distribution<P extends Readonly<Record<string, Option<number>>>>({ name, about, r, parameters, example, value }: Distribution<P>): Procedure {
  const kind = { d: 'density', p: 'probability', q: 'quantile' }[name[0] as 'd' | 'p' | 'q'];
  return procedure({
    name,
    chapter: 'Distributions',
    summary: `${kind} of ${about}`,
    r,
    runs: [name],
    rows: 'none',
    options: { values: numbers('values, with commas'), ...parameters, ...(name.startsWith('d') ? {} : { tail }) },
    example,
    run: (_frame, values) => {
      const own = values as unknown as { readonly values: readonly number[]; readonly tail: Tail } & ValuesOf<P>;
      return {
        values: own.values.map((x) => {
          const result = value(x, own, own.tail);
          if (!Number.isFinite(result)) throw new InputError('option', `${name} has no finite value at ${x} with these parameters.`);
          return { value: x, result };
        }),
      };
    },
    print: ({ values }) => [
      table(
        ['value', '@result'],
        values.map((row) => [row.value, String(row.result)]),
      ),
    ],
  });
}

const df = { df: number('degrees of freedom') };
const twoDf = { df1: number('degrees of freedom above'), df2: number('degrees of freedom below') };
const binomial = { size: number('number of trials'), prob: number('probability of one') };
const urn = { white: number('white balls'), black: number('black balls'), drawn: number('balls drawn') };

export const distributionProcedures: readonly Procedure[] = [
  distribution({ name: 'dnorm', about: 'the normal distribution', r: 'dnorm(x)', parameters: {}, example: '--values 0,1', value: (x) => dnorm(x) }),
  distribution({
    name: 'pnorm',
    about: 'the normal distribution',
    r: 'pnorm(x, lower.tail =)',
    parameters: {},
    example: '--values 1.96 --tail upper',
    value: (x, _, side) => pnorm(x, side),
  }),
  distribution({
    name: 'qnorm',
    about: 'the normal distribution',
    r: 'qnorm(p)',
    parameters: {},
    example: '--values 0.975',
    value: (x, _, side) => qnorm(side === 'lower' ? x : 1 - x),
  }),
  distribution({
    name: 'pt',
    about: "Student's t distribution",
    r: 'pt(x, df, lower.tail =)',
    parameters: df,
    example: '--values 2.1 --df 12 --tail upper',
    value: (x, own, side) => pt(x, own.df, side),
  }),
  distribution({
    name: 'qt',
    about: "Student's t distribution",
    r: 'qt(p, df, lower.tail =)',
    parameters: df,
    example: '--values 0.975 --df 12',
    value: (x, own, side) => qt(x, own.df, side),
  }),
  distribution({
    name: 'pchisq',
    about: 'the chi-square distribution',
    r: 'pchisq(x, df, lower.tail =)',
    parameters: df,
    example: '--values 3.84 --df 1 --tail upper',
    value: (x, own, side) => pchisq(x, own.df, side),
  }),
  distribution({
    name: 'qchisq',
    about: 'the chi-square distribution',
    r: 'qchisq(p, df, lower.tail =)',
    parameters: df,
    example: '--values 0.95 --df 1',
    value: (x, own, side) => qchisq(x, own.df, side),
  }),
  distribution({
    name: 'pf',
    about: 'the F distribution',
    r: 'pf(x, df1, df2, lower.tail =)',
    parameters: twoDf,
    example: '--values 3.2 --df1 2 --df2 40 --tail upper',
    value: (x, own, side) => pf(x, own.df1, own.df2, side),
  }),
  distribution({
    name: 'qf',
    about: 'the F distribution',
    r: 'qf(p, df1, df2, lower.tail =)',
    parameters: twoDf,
    example: '--values 0.95 --df1 2 --df2 40',
    value: (x, own, side) => qf(x, own.df1, own.df2, side),
  }),
  distribution({
    name: 'pgamma',
    about: 'the gamma distribution of rate 1',
    r: 'pgamma(x, shape, lower.tail =)',
    parameters: { shape: number('shape') },
    example: '--values 2 --shape 1.5',
    value: (x, own, side) => pgamma(x, own.shape, side),
  }),
  distribution({
    name: 'pbeta',
    about: 'the beta distribution',
    r: 'pbeta(x, a, b, lower.tail =)',
    parameters: { a: number('first shape'), b: number('second shape') },
    example: '--values 0.3 --a 2 --b 5',
    value: (x, own, side) => pbeta(x, own.a, own.b, side),
  }),
  distribution({
    name: 'dbinom',
    about: 'the binomial distribution',
    r: 'dbinom(k, size, prob)',
    parameters: binomial,
    example: '--values 3 --size 10 --prob 0.5',
    value: (x, own) => dbinom(x, own.size, own.prob),
  }),
  distribution({
    name: 'pbinom',
    about: 'the binomial distribution',
    r: 'pbinom(k, size, prob, lower.tail =)',
    parameters: binomial,
    example: '--values 3 --size 10 --prob 0.5',
    value: (x, own, side) => pbinom(x, own.size, own.prob, side),
  }),
  distribution({
    name: 'dhyper',
    about: 'the hypergeometric distribution',
    r: 'dhyper(k, white, black, drawn)',
    parameters: urn,
    example: '--values 2 --white 5 --black 7 --drawn 4',
    value: (x, own) => dhyper(x, own.white, own.black, own.drawn),
  }),
  distribution({
    name: 'phyper',
    about: 'the hypergeometric distribution',
    r: 'phyper(k, white, black, drawn, lower.tail =)',
    parameters: urn,
    example: '--values 2 --white 5 --black 7 --drawn 4',
    value: (x, own, side) => phyper(x, own.white, own.black, own.drawn, side),
  }),
  distribution({
    name: 'pwilcox',
    about: 'the Wilcoxon rank sum statistic',
    r: 'pwilcox(w, m, n, lower.tail =)',
    parameters: { m: number('size of the first sample'), n: number('size of the second') },
    example: '--values 20 --m 7 --n 8',
    value: (x, own, side) => pwilcox(x, own.m, own.n, side),
  }),
  distribution({
    name: 'pSpearman',
    about: "Spearman's S (sum of squared rank differences)",
    r: 'the P of cor.test(method = "spearman")',
    parameters: { n: number('number of pairs') },
    example: '--values 60 --n 8',
    value: (x, own, side) => pSpearman(x, own.n, side),
  }),
];
