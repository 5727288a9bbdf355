// SPDX-License-Identifier: Apache-2.0
import type { CvCoxnet } from '../../survival/index.ts';
import { finiteOrNull } from '../performance/applied-model.ts';
import type { StudyReport } from '../report/study-report.ts';
import type { Pipeline } from './pipeline.ts';

type Selection = NonNullable<StudyReport['selection']>;
type Frequency = NonNullable<Selection['frequency']>;

/** The selection of features as the report tells it. */
export function selectionSection({ radiomics }: Pipeline, rule: string, frequency?: Frequency): Selection | undefined {
  if (radiomics === undefined) return undefined;
  const { steps, dropped, cv, chosen, stepped } = radiomics;
  return {
    steps,
    dropped,
    ...(cv === undefined || chosen === undefined ? {} : { lasso: lassoPath(cv, chosen, chosen === cv.indexMin ? 'lambda.min' : rule) }),
    univariable: stepped?.univariable ?? [],
    multivariable: stepped?.multivariable ?? [],
    ...(frequency === undefined ? {} : { frequency }),
  };
}

function lassoPath(cv: CvCoxnet, chosen: number, rule: string): NonNullable<Selection['lasso']> {
  const names = new Map<string, number[]>();
  cv.path.coefficients.forEach(({ terms, coef }, k) => {
    terms.forEach((term, j) => {
      const path = names.get(term) ?? new Array<number>(cv.lambda.length).fill(0);
      path[k] = coef[j]!;
      names.set(term, path);
    });
  });
  // A fold whose path ends early leaves no mean: the report shows the path as far as every fold went.
  const usable = cv.cvm.findIndex((value) => finiteOrNull(value) === null);
  const length = usable < 0 ? cv.lambda.length : usable;
  return {
    logLambda: cv.lambda.slice(0, length).map(Math.log),
    paths: [...names].map(([feature, coef]) => ({ feature, coef: coef.slice(0, length) })),
    cvMean: cv.cvm.slice(0, length),
    cvSe: cv.cvsd.slice(0, length),
    nonZero: cv.nonZero.slice(0, length),
    indexMin: cv.indexMin,
    index1se: cv.index1se,
    chosen,
    rule,
  };
}

/** The clinical candidates as the report tells them. */
export function covariatesSection({ clinical }: Pipeline, frequency?: Frequency): StudyReport['covariates'] {
  if (clinical === undefined) return undefined;
  const { univariable, multivariable } = clinical.stepped;
  return { univariable, multivariable, ...(frequency === undefined ? {} : { frequency }) };
}
