// SPDX-License-Identifier: Apache-2.0
import { InputError } from '../../input-error.ts';
import { didYouMean } from '../data/suggest.ts';
import type { Procedure } from '../procedure.ts';
import { calibrationProcedures } from './calibration.ts';
import { clinicalProcedures } from './clinical-use.ts';
import { correlationProcedures } from './correlation-tests.ts';
import { coxProcedures } from './cox.ts';
import { curveProcedures } from './curves.ts';
import { describeProcedures } from './describe.ts';
import { discriminationProcedures } from './discrimination.ts';
import { distributionProcedures } from './distributions.ts';
import { selectionProcedures } from './selection.ts';
import { testProcedures } from './tests.ts';

/** Every procedure, in the order of the documentation. */
export const PROCEDURES: readonly Procedure[] = [
  ...coxProcedures,
  ...curveProcedures,
  ...discriminationProcedures,
  ...calibrationProcedures,
  ...clinicalProcedures,
  ...selectionProcedures,
  ...describeProcedures,
  ...testProcedures,
  ...correlationProcedures,
  ...distributionProcedures,
];

/** Exports of `hepanom/survival` that are no procedures of the shell, and why. */
export const NOT_PROCEDURES: Readonly<Record<string, string>> = {
  SurvivalError: 'the class of refusals; the shell prints its code and message',
  NULL_MODEL: 'the name of the null model in Brier scores',
  completeCases: 'the shell leaves out incomplete rows by itself and says how many',
  coxRefitter: 'a building block: many refits of one model; see bootstrapCox',
  optimismOf: 'takes a function; `hepanom develop` bootstraps a whole study',
  prepareCv: 'a part of cvCoxnet, for folds that run elsewhere',
  runFold: 'a part of cvCoxnet, for folds that run elsewhere',
  combineFolds: 'a part of cvCoxnet, for folds that run elsewhere',
  seededRandom: 'a generator of random numbers; --seed uses it',
  betaSides: 'both tails of pbeta at once, for other functions',
  gammaSides: 'both tails of pgamma at once, for other functions',
  logPnorm: 'the logarithm of pnorm, for other functions',
  logGamma: 'a mathematical function, for other functions',
  logChoose: 'a mathematical function, for other functions',
  wilcoxonProbabilities: 'all probabilities of pwilcox at once, for other functions',
  pLausen92: 'part of maxstat',
  pLausen94: 'part of maxstat',
  pGauss: 'part of maxstat',
  logrankScores: 'part of maxstat; its JSON has them as `scores`',
};

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** The procedure of a name or of one of its other names; case and signs do not matter. @throws InputError `procedure-unknown` */
export function procedureNamed(name: string): Procedure {
  const exact =
    PROCEDURES.find((one) => one.name === name) ?? PROCEDURES.find((one) => [one.name, ...one.aliases].some((known) => plain(known) === plain(name)));
  if (exact !== undefined) return exact;
  const known = PROCEDURES.flatMap((one) => [one.name, ...one.aliases]);
  throw new InputError('procedure-unknown', `There is no procedure "${name}".${didYouMean(name, known)} All of them: hepanom stats --list`);
}
