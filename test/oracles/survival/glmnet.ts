// SPDX-License-Identifier: Apache-2.0
import { standardisation, standardise } from '../../../src/survival/filters/index.ts';
import { type CoxnetPath, type CvCoxnet, type CvCoxnetOptions, cvCoxnet, type SparseCoefficients } from '../../../src/survival/penalised/index.ts';
import type { FileComparer } from './folder.ts';
import type { ReferenceNode } from './node.ts';
import { selected, selectionData } from './study.ts';

const GRID = { relative: 1e-10 };
/** glmnet at thresh 1e-14 still misses the optimum by a KKT residual of up to 3e-8; on unscaled columns coefficients count in units of 1/sd. */
const COEFFICIENT = 1e-5;
const CURVE = { absolute: 1e-5 };
/** At its default threshold glmnet stops well before the optimum. */
const DEFAULT_CURVE = { absolute: 2e-2 };
const DEFAULT_STEPS = 2;
const DEFAULT_COEFFICIENT = 1e-2;
/** Beyond this many grid steps past lambda.min glmnet itself has not converged (design/survival.md section 2): compared with a wider tolerance. */
const STEPS_PAST_MIN = 20;
const PAST_FACTOR = 10;

const OPTIONS: Readonly<Record<string, CvCoxnetOptions>> = {
  cv_tight: { foldGrid: 'interpolated' },
  cv_tight_explicit_lambda: { foldGrid: 'shared' },
  cv_tight_cindex: { foldGrid: 'interpolated', measure: 'C' },
  cv_tight_ungrouped: { foldGrid: 'interpolated', grouped: false },
};

interface Scale {
  readonly names: readonly string[];
  /** Standard deviations: a coefficient times its own is on the scale of the penalty. */
  readonly sd: readonly number[];
}

/** Coefficients by column, each times its standard deviation when columns were not brought to one scale before. */
function compareCoefficients(node: ReferenceNode, ours: SparseCoefficients, scale: Scale, absolute: number): void {
  const index = node.get('idx0').asNumbers();
  const reference = node.get('coef').asNumbers();
  node.get('names').used();
  const both = [...new Set([...index, ...ours.index])].sort((a, b) => a - b);
  for (const column of both) {
    const mine = ours.coef[ours.index.indexOf(column)] ?? 0;
    const theirs = reference[index.indexOf(column)] ?? 0;
    const sd = scale.sd[column]!;
    node.report.number(`${node.path}.${scale.names[column]}`, mine * sd, theirs * sd, 0, absolute);
  }
}

/** A whole list; past `last` with ten times the tolerance, and counts within one. */
function compareHead(node: ReferenceNode, ours: readonly number[], last: number, tolerance: { relative?: number; absolute?: number }, first = 0): void {
  const absolute = tolerance.absolute ?? 0;
  node.items().forEach((item, k) => {
    if (k > last) item.number(ours[k], { absolute: absolute === 0 ? 1 : PAST_FACTOR * absolute });
    else item.number(ours[k], k === 0 ? { ...tolerance, absolute: Math.max(absolute, first) } : tolerance);
  });
}

function comparePath(node: ReferenceNode, path: CoxnetPath, scale: Scale, last: number): void {
  node.get('lambda').numbers(path.lambda, GRID);
  node.get('n_lambda').same(path.lambda.length);
  node.get('dev_ratio').numbers(path.devRatio, CURVE);
  node.get('nulldev').number(path.nullDeviance, { relative: 1e-10 });
  compareHead(node.get('df'), path.df, last, {}, 1);
  const shown = node.get('path_index0').asNumbers();
  node
    .get('path_coef')
    .items()
    .forEach((item, i) => {
      const at = shown[i]!;
      compareCoefficients(item, path.coefficients[at]!, scale, at <= last ? COEFFICIENT : PAST_FACTOR * COEFFICIENT);
    });
}

function compareCurve(node: ReferenceNode, cv: CvCoxnet, scale: Scale): number {
  const last = node.get('index_min0').asNumber() + STEPS_PAST_MIN;
  node.get('lambda').numbers(cv.lambda, GRID);
  compareHead(node.get('cvm'), cv.cvm, last, CURVE);
  compareHead(node.get('cvsd'), cv.cvsd, last, CURVE);
  // At the largest penalty the first coefficient is 0 or a rounding error away from it.
  compareHead(node.get('nzero'), cv.nonZero, last, {}, 1);
  node.get('index_min0').same(cv.indexMin);
  node.get('index_1se0').same(cv.index1se);
  node.get('lambda_min').number(cv.lambdaMin, GRID);
  node.get('lambda_1se').number(cv.lambda1se, GRID);
  compareCoefficients(node.get('coef_min'), cv.coefMin, scale, COEFFICIENT);
  compareCoefficients(node.get('coef_1se'), cv.coef1se, scale, COEFFICIENT);
  return last;
}

/** glmnet's default run: grid exactly, curves loosely, the ends of the path where both still go on. */
function compareDefault(root: ReferenceNode, cv: CvCoxnet, scale: Scale, fineStep: number): void {
  const path = root.get('path_default');
  const common = Math.min(path.get('lambda').items().length, cv.lambda.length);
  const upTo = (node: ReferenceNode, ours: readonly number[], tolerance: { relative?: number; absolute?: number }, last: number): void => {
    node.items().forEach((item, k) => {
      if (k <= last) item.number(ours[k], tolerance);
      else item.skip('glmnet at thresh 1e-7 leaves the path later than its optimum does, or is unconverged this far past lambda.min');
    });
  };
  const node = root.get('cv_default');
  // The default grid is coarser: as far past lambda.min as the fine one is compared.
  const steps = Math.round((STEPS_PAST_MIN * Math.log(fineStep)) / Math.log(cv.lambda[1]! / cv.lambda[0]!));
  const near = Math.min(common - 1, node.get('index_min0').asNumber() + steps);
  upTo(path.get('lambda'), cv.lambda, GRID, common - 1);
  root.report.check(
    'path_default.n_lambda',
    Math.abs(path.get('n_lambda').asNumber() - cv.lambda.length) <= 10,
    `${cv.lambda.length} penalties instead of ${path.get('n_lambda').asNumber()}`,
  );
  upTo(path.get('dev_ratio'), cv.path.devRatio, { absolute: 5e-3 }, common - 1);
  path.get('nulldev').number(cv.path.nullDeviance, { relative: 1e-10 });
  upTo(path.get('df'), cv.path.df, { absolute: 2 }, near);
  upTo(node.get('lambda'), cv.lambda, GRID, common - 1);
  upTo(node.get('cvm'), cv.cvm, DEFAULT_CURVE, near);
  upTo(node.get('cvsd'), cv.cvsd, DEFAULT_CURVE, near);
  upTo(node.get('nzero'), cv.nonZero, { absolute: 2 }, near);
  node.get('index_min0').number(cv.indexMin, { absolute: DEFAULT_STEPS });
  node.get('index_1se0').number(cv.index1se, { absolute: DEFAULT_STEPS });
  const ratio = (key: string, ours: number): void =>
    root.report.number(
      `cv_default.${key} in grid steps`,
      Math.log(ours / node.get(key).asNumber()) / Math.log(cv.lambda[0]! / cv.lambda[1]!),
      0,
      0,
      DEFAULT_STEPS,
    );
  ratio('lambda_min', cv.lambdaMin);
  ratio('lambda_1se', cv.lambda1se);
  const at = (key: 'index_min0' | 'index_1se0'): SparseCoefficients => cv.path.coefficients[node.get(key).asNumber()]!;
  compareCoefficients(node.get('coef_min'), at('index_min0'), scale, DEFAULT_COEFFICIENT);
  compareCoefficients(node.get('coef_1se'), at('index_1se0'), scale, DEFAULT_COEFFICIENT);
}

/** `glmnet.json`: penalised Cox path and cross-validation on standardised columns; the other file on raw ones. */
const compareWith =
  (raw: boolean): FileComparer =>
  (root, data) => {
    const source = selectionData(data);
    if (source.surv === undefined) throw new Error('there is no follow-up beside the columns');
    const keep = data.has('filters.json') ? data.json<{ keep: string[] }>('filters.json').keep : source.names;
    const given = selected(source, keep);
    const constants = standardisation(given);
    const standardised = data.has('filters.json') && !raw;
    const columns = standardised ? standardise(given, constants) : given;
    const scale: Scale = { names: keep, sd: keep.map((name) => (raw ? constants[name]!.sd : 1)) };
    const { surv } = source;
    root.get('n').same(source.rows.length);
    root.get('p').same(keep.length);
    for (const key of ['time_unit', 'glmnet_version', 'default_settings', 'tight_settings']) if (root.has(key)) root.get(key).used();
    const tight = root.get('tight_settings');
    const settings: CvCoxnetOptions = {
      foldId: root.get('foldid').asNumbers(),
      lambdaMinRatio: tight.get('lambda.min.ratio').asNumber(),
      nLambda: tight.get('nlambda').asNumber(),
    };
    let last = Infinity;
    let path: CoxnetPath | undefined;
    for (const [key, options] of Object.entries(OPTIONS)) {
      if (!root.has(key)) continue;
      const cv = cvCoxnet(surv, columns, { ...settings, ...options });
      const end = compareCurve(root.get(key), cv, scale);
      if (path === undefined) last = end;
      path ??= cv.path;
    }
    if (path === undefined) throw new Error('the file holds no cross-validation');
    comparePath(root.get('path_tight'), path, scale, last);
    root.get('lambda_max').number(path.lambda[0], GRID);
    if (root.has('kkt_max_violation_at_lambda_min')) {
      root.report.check(
        'violation of the optimality conditions',
        Math.max(...path.violation) <= root.get('kkt_max_violation_at_lambda_min').asNumber(),
        `${Math.max(...path.violation)} is larger than glmnet's`,
      );
    }
    if (root.has('cv_default')) {
      const defaults = root.get('default_settings');
      const cv = cvCoxnet(surv, columns, {
        ...settings,
        foldGrid: 'interpolated',
        lambdaMinRatio: defaults.get('lambda.min.ratio').asNumber(),
        nLambda: defaults.get('nlambda').asNumber(),
      });
      compareDefault(root, cv, scale, path.lambda[1]! / path.lambda[0]!);
    }
  };

export const compareGlmnet = compareWith(false);
export const compareGlmnetRaw = compareWith(true);
