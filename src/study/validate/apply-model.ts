// SPDX-License-Identifier: Apache-2.0
// A model file put to a cohort, unchanged: its transforms, standardisation, coefficients and baseline.
import type { InputSpec } from '../../nomogram/model-file.ts';
import { horizonDays, type LoadedModel, type Term } from '../../nomogram/prepare.ts';
import { isInDomain, type Known, transformValue } from '../../nomogram/transforms.ts';
import { canonicalUnit } from '../../nomogram/unit.ts';
import type { Surv } from '../../survival/index.ts';
import type { Cohort, CohortColumn } from '../cohort/cohort.ts';
import { StudyError } from '../errors.ts';
import type { TableProblem } from '../table/table.ts';

/** Constants of one rad-score feature. */
export interface Standardisation {
  readonly feature: string;
  readonly mean: number;
  readonly sd: number;
}

export interface ApplyOptions {
  /** Constants used in the place of the file's (a calibration that has just estimated them). */
  readonly standardisation?: readonly Standardisation[];
  /** Patients to use; absent: all of the cohort. */
  readonly rows?: Int32Array;
  /** File name for messages. */
  readonly file?: string;
}

/** One column of the model's design. */
export interface ModelColumn {
  readonly key: string;
  readonly label: string;
  readonly coefficient: number;
  /** Values of the patients of `rows`. */
  readonly values: Float64Array;
}

/** How many patients lack an input. */
export interface InputMissing {
  readonly key: string;
  readonly label: string;
  readonly missing: number;
}

/** The model's numbers for the patients who have every input. */
export interface AppliedModel {
  readonly model: LoadedModel;
  /** Row positions in the cohort: complete cases in the model's inputs. */
  readonly rows: Int32Array;
  /** Patients asked for, with or without every input. */
  readonly asked: Int32Array;
  readonly surv: Surv;
  /** In the order of the file's columns. */
  readonly columns: readonly ModelColumn[];
  /** β·x at the file's own origin (x = 0): what cut-offs and updating refer to. */
  readonly score: Float64Array;
  /** β·(x − centre): what the file's baseline is multiplied with; the score itself where the file does not centre. */
  readonly centredScore: Float64Array;
  readonly missing: readonly InputMissing[];
}

/** Columns of the cohort that are read for an input, or why none can be. */
type Reader = (row: number) => Known | undefined;

/**
 * Applies a model file to a cohort. Nothing is refitted. Patients lacking an input are left out (complete cases) and counted.
 *
 * @throws StudyError `data-invalid` listing every input that the study does not map, has in another unit or with other levels, and every value outside a
 * transform's domain; `too-few-patients` when nobody has all inputs
 */
export function applyModel(model: LoadedModel, cohort: Cohort, options: ApplyOptions = {}): AppliedModel {
  const file = options.file ?? 'the study';
  const asked = options.rows ?? Int32Array.from({ length: cohort.n }, (_, i) => i);
  const problems: TableProblem[] = [];
  const readers = model.terms.map((term) => term.covariate.inputs.map((spec) => readerOf(model, spec, cohort, options, problems, file)));
  if (problems.length === 0) problems.push(...domainProblems(model, readers, cohort, asked, file));
  if (problems.length > 0)
    throw new StudyError(
      'data-invalid',
      `Model ${model.file.id} ${model.file.version} cannot be put to this cohort:\n${problems.map((p) => `- ${p.message}`).join('\n')}`,
      problems,
    );

  const missing: InputMissing[] = model.terms.flatMap((term, t) =>
    term.covariate.inputs.map((spec, k) => ({
      key: spec.key,
      label: spec.label.en,
      missing: asked.reduce((count, row) => count + (readers[t]![k]!(row) === undefined ? 1 : 0), 0),
    })),
  );
  const rows = asked.filter((row) => readers.every((own) => own.every((read) => read(row) !== undefined)));
  if (rows.length === 0) {
    const most = missing.toSorted((a, b) => b.missing - a.missing)[0]!;
    throw new StudyError(
      'too-few-patients',
      `No patient has every input of model ${model.file.id}; most often missing: ${most.label} (${most.missing} of ${asked.length} patients).`,
    );
  }
  const columns = columnsOf(model, readers, rows);
  const score = linear(columns, rows.length);
  return { model, rows, asked, surv: survOf(cohort, rows), columns, score, centredScore: centred(model, score), missing };
}

function survOf(cohort: Cohort, rows: Int32Array): Surv {
  return { time: Float64Array.from(rows, (row) => cohort.timeDays[row]!), status: Uint8Array.from(rows, (row) => cohort.status[row]!) };
}

function columnsOf(model: LoadedModel, readers: readonly (readonly Reader[])[], rows: Int32Array): ModelColumn[] {
  return model.terms.flatMap((term, t) => {
    const values = term.coefficients.map(() => new Float64Array(rows.length));
    rows.forEach((row, i) => {
      transformValue(
        term.covariate.transform,
        readers[t]!.map((read) => read(row)!),
      ).forEach((x, j) => {
        values[j]![i] = x;
      });
    });
    return term.coefficients.map((coefficient, j) => ({ key: columnName(term, j), label: columnLabel(term, j), coefficient, values: values[j]! }));
  });
}

/** `afp`, or with several columns `grade:2`. */
function columnName(term: Term, j: number): string {
  return term.coefficients.length === 1 ? term.covariate.key : `${term.covariate.key}:${partOf(term, j)}`;
}

function columnLabel(term: Term, j: number): string {
  const label = term.covariate.label.en;
  if (term.coefficients.length > 1) return `${label}: ${partOf(term, j)}`;
  return term.covariate.hint === undefined ? label : `${label}, ${term.covariate.hint.en}`;
}

const partOf = ({ covariate: { transform } }: Term, j: number): string => (transform.kind === 'dummies' ? transform.levels[j + 1]! : String(j + 1));

function linear(columns: readonly ModelColumn[], n: number): Float64Array {
  const score = new Float64Array(n);
  for (const { coefficient, values } of columns) for (let i = 0; i < n; i++) score[i]! += coefficient * values[i]!;
  return score;
}

/** The score from the file's centre: a constant less. */
function centred(model: LoadedModel, score: Float64Array): Float64Array {
  let shift = 0;
  for (const term of model.terms) {
    const centre = model.file.centring?.[term.covariate.key];
    term.coefficients.forEach((beta, j) => {
      shift += beta * (centre?.[j] ?? 0);
    });
  }
  return shift === 0 ? score : score.map((value) => value - shift);
}

function readerOf(model: LoadedModel, spec: InputSpec, cohort: Cohort, options: ApplyOptions, problems: TableProblem[], file: string): Reader {
  const nothing: Reader = () => undefined;
  const refuse = (code: string, message: string): Reader => {
    problems.push({ code, file, column: spec.key, message });
    return nothing;
  };
  const column = cohort.covariates.get(spec.key);
  if (spec.key === 'radScore' && model.file.radScore !== undefined) return radScoreReader(model, cohort, options, refuse);
  if (column === undefined) {
    const wanted = spec.levels === undefined ? `a number in ${spec.unit}` : `levels ${spec.levels.map(({ code }) => code).join(', ')}`;
    const radiomic = spec.key === 'radScore' ? ' This model file holds no features to compute it from.' : '';
    return refuse(
      'input-not-mapped',
      `${spec.label.en}: the model needs the input "${spec.key}" (${wanted}); add a candidate with the key ${spec.key} to the study file.${radiomic}`,
    );
  }
  return spec.levels === undefined ? numberReader(spec, column, refuse) : levelReader(spec, column, refuse);
}

type Refuse = (code: string, message: string) => Reader;

function numberReader(spec: InputSpec, column: CohortColumn, refuse: Refuse): Reader {
  if (column.kind === 'levels')
    return refuse('number-wanted', `${spec.label.en}: the model needs a number in ${spec.unit}, the study gives the levels ${column.levels.join(', ')}.`);
  if (canonicalUnit(column.unit) !== canonicalUnit(spec.unit))
    return refuse(
      'unit-differs',
      `${spec.label.en}: the model needs ${spec.unit}, the study gives ${column.unit}; convert the column and correct its unit in the study file.`,
    );
  return (row) => {
    const value = column.values[row]!;
    return Number.isNaN(value) ? undefined : value;
  };
}

function levelReader(spec: InputSpec, column: CohortColumn, refuse: Refuse): Reader {
  const codes = spec.levels!.map(({ code }) => code);
  if (column.kind === 'number')
    return refuse('levels-wanted', `${spec.label.en}: the model needs the levels ${codes.join(', ')}, the study gives a number in ${column.unit}.`);
  const strange = column.levels.filter((level) => !codes.includes(level));
  if (strange.length > 0)
    return refuse(
      'levels-differ',
      `${spec.label.en}: the level${strange.length > 1 ? 's' : ''} ${strange.join(', ')} of the study ${strange.length > 1 ? 'are' : 'is'} not among the model's (${codes.join(', ')}); give the study's levels these codes.`,
    );
  return (row) => column.levels[column.index[row]!];
}

/** The rad-score from the features of the cohort with the file's constants, or those given instead. */
function radScoreReader(model: LoadedModel, cohort: Cohort, { standardisation }: ApplyOptions, refuse: Refuse): Reader {
  const own = model.file.radScore!.features;
  const { features } = cohort;
  if (features === undefined)
    return refuse(
      'features-missing',
      `The model needs the features of its rad-score (${own.map(({ name }) => name).join(', ')}); add \`features\` to the study file.`,
    );
  const absent = own.filter(({ name }) => !features.names.includes(name)).map(({ name }) => name);
  if (absent.length > 0) return refuse('features-missing', `The features file has no column ${absent.join(', ')}, which the rad-score of the model needs.`);
  const constants = own.map(({ name, mean, sd }) => {
    const given = standardisation?.find(({ feature }) => feature === name);
    return given ?? (mean === undefined || sd === undefined ? undefined : { feature: name, mean: mean.value, sd: sd.value });
  });
  if (constants.includes(undefined))
    return refuse(
      'no-standardisation',
      `Model ${model.file.id} has no mean and standard deviation for its features, so no rad-score exists; "hepanom calibrate" estimates them on this cohort.`,
    );
  const at = own.map(({ name }) => features.names.indexOf(name));
  const score = new Float64Array(cohort.n);
  own.forEach(({ weight }, f) => {
    const { mean, sd } = constants[f]!;
    for (let i = 0; i < cohort.n; i++) score[i]! += weight.value * ((features.values[at[f]! * cohort.n + i]! - mean) / sd);
  });
  return (row) => (Number.isNaN(score[row]!) ? undefined : score[row]!);
}

/** Values that a transform cannot take, such as the logarithm of 0. */
function domainProblems(model: LoadedModel, readers: readonly (readonly Reader[])[], cohort: Cohort, asked: Int32Array, file: string): TableProblem[] {
  return model.terms.flatMap(({ covariate }, t) =>
    covariate.inputs.flatMap((spec, k) => {
      const bad = asked.filter((row) => {
        const value = readers[t]![k]!(row);
        return value !== undefined && !isInDomain(covariate.transform, value, k);
      });
      if (bad.length === 0) return [];
      const rows = Array.from(bad, (row) => cohort.rowNumbers[row]!);
      const shown = `${rows.slice(0, 10).join(', ')}${rows.length > 10 ? ' …' : ''}`;
      return [
        {
          code: 'value-out-of-domain',
          file,
          column: spec.key,
          rows,
          message: `${spec.label.en}: the model takes its ${covariate.transform.kind}, which has no value in row ${shown}; correct the number or leave the patient out.`,
        },
      ];
    }),
  );
}

/** Last day for which the file's baseline speaks; undefined without one. */
export function lastBaselineDay(model: LoadedModel): number | undefined {
  const { baseline, horizonsYears } = model.file;
  if (baseline === undefined) return undefined;
  return Math.max(baseline.steps.at(-1)!.timeDays, ...horizonsYears.map((years) => horizonDays(model, years)));
}

/** H0 of the file at many days; days need no order. The last step holds to the end. */
export function baselineAt(model: LoadedModel, days: ArrayLike<number>): Float64Array {
  const steps = model.file.baseline?.steps ?? [];
  return Float64Array.from({ length: days.length }, (_, i) => {
    let low = 0;
    let high = steps.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (steps[middle]!.timeDays <= days[i]!) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? 0 : steps[low - 1]!.cumulativeHazard;
  });
}

/** Predicted risks 1 − S(t | x) of the patients at one day. */
export function predictedRisks(applied: AppliedModel, day: number): Float64Array {
  const [hazard] = baselineAt(applied.model, [day]);
  return applied.centredScore.map((lp) => -Math.expm1(-hazard! * Math.exp(lp)));
}

/** Follow-up up to the last day of the baseline, and each patient's expected number of events in it: what Poisson calibration needs. */
export function expectedEvents(applied: AppliedModel): { readonly surv: Surv; readonly expected: Float64Array } {
  const last = lastBaselineDay(applied.model);
  if (last === undefined) throw new StudyError('not-computable', `Model ${applied.model.file.id} has no baseline: it expects no number of events.`);
  const { time, status } = applied.surv;
  const cut = Float64Array.from({ length: time.length }, (_, i) => Math.min(time[i]!, last));
  const event = Uint8Array.from({ length: time.length }, (_, i) => (time[i]! <= last ? status[i]! : 0));
  const hazard = baselineAt(applied.model, cut);
  return { surv: { time: cut, status: event }, expected: hazard.map((h, i) => h * Math.exp(applied.centredScore[i]!)) };
}
