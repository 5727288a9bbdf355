// SPDX-License-Identifier: Apache-2.0
// Inputs and score of recent patients against what the model file says of its own cohort.
import { groupOf } from '../../nomogram/groups.ts';
import type { Covariate } from '../../nomogram/model-file.ts';
import type { LoadedModel, Term } from '../../nomogram/prepare.ts';
import type { Cohort } from '../cohort/cohort.ts';
import type { DriftSection, Estimate, Maybe } from '../report/study-report.ts';
import { short } from '../selection/filter-features.ts';
import type { AppliedModel } from '../validate/apply-model.ts';

type InputRow = DriftSection['inputs'][number];

const Z95 = 1.959963984540054;
/** Standard deviations between the 5 % and 95 % points of a normal distribution. */
const SPAN90 = 2 * 1.6448536269514722;
/** Keeps the logarithm of an empty bin finite. */
const LEAST_SHARE = 0.001;

const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
const variance = (values: ArrayLike<number>): number => {
  const centre = mean(values);
  return Array.from(values).reduce((sum, value) => sum + (value - centre) ** 2, 0) / Math.max(1, values.length - 1);
};

/** Population stability index Σ (now − then)·ln(now/then) over bins. */
export function stabilityIndex(bins: readonly { readonly reference: number; readonly recent: number }[]): number {
  return bins.reduce((sum, { reference, recent }) => {
    const [a, b] = [Math.max(reference, LEAST_SHARE), Math.max(recent, LEAST_SHARE)];
    return sum + (b - a) * Math.log(b / a);
  }, 0);
}

function difference(recent: number, reference: number, sd: number, se: number): Estimate {
  if (!(sd > 0)) return { value: null };
  const value = (recent - reference) / sd;
  return { value, lower: value - (Z95 * se) / sd, upper: value + (Z95 * se) / sd, se: se / sd };
}

const meansOf = ({ cohortMean }: Covariate): readonly number[] | undefined =>
  cohortMean === undefined ? undefined : (Array.isArray(cohortMean) ? cohortMean : [cohortMean]).map(({ value }) => value);

/** Raw values of an input for the patients asked for; NaN where missing. The rad-score comes from the model's columns. */
function rawNumbers(applied: AppliedModel, cohort: Cohort, term: Term): Float64Array | undefined {
  const key = term.covariate.inputs[0]!.key;
  if (key === 'radScore' && applied.model.file.radScore !== undefined) return applied.columns[term.firstColumn]!.values;
  const column = cohort.covariates.get(key);
  return column?.kind === 'number' ? Float64Array.from(applied.asked, (row) => column.values[row]!).filter((value) => !Number.isNaN(value)) : undefined;
}

/** One row per input of the model. @param limit absolute standardised difference beyond which, with an interval that leaves out 0, an input counts as shifted */
export function inputShifts(applied: AppliedModel, cohort: Cohort, limit: number): InputRow[] {
  return applied.model.terms.map((term) => inputShift(applied, cohort, term, limit));
}

function inputShift(applied: AppliedModel, cohort: Cohort, term: Term, limit: number): InputRow {
  const { covariate } = term;
  const spec = covariate.inputs[0]!;
  const missing = applied.missing.filter(({ key }) => covariate.inputs.some((input) => input.key === key)).reduce((sum, row) => sum + row.missing, 0);
  const columns = term.coefficients.map((_, j) => applied.columns[term.firstColumn + j]!.values);
  const reference = meansOf(covariate);
  const range = spec.cohortRange;
  const raw = spec.levels === undefined ? rawNumbers(applied, cohort, term) : undefined;
  const outsideRange =
    range === undefined || raw === undefined || raw.length === 0 ? null : raw.filter((value) => value < range.min || value > range.max).length / raw.length;
  const base = { key: covariate.key, label: covariate.label.en, unit: spec.unit, n: applied.rows.length, missing, outsideRange };
  const binary =
    columns.length === 1 && columns[0]!.every((value) => value === 0 || value === 1) && (reference === undefined || (reference[0]! >= 0 && reference[0]! <= 1));
  const numberBins =
    range === undefined || raw === undefined || raw.length === 0
      ? []
      : [
          { label: `below ${short(range.p05)}`, reference: 0.05, recent: raw.filter((value) => value < range.p05).length / raw.length },
          {
            label: `${short(range.p05)} to ${short(range.p95)}`,
            reference: 0.9,
            recent: raw.filter((value) => value >= range.p05 && value <= range.p95).length / raw.length,
          },
          { label: `above ${short(range.p95)}`, reference: 0.05, recent: raw.filter((value) => value > range.p95).length / raw.length },
        ];
  if (reference === undefined) {
    const psi = numberBins.length === 0 ? null : stabilityIndex(numberBins);
    return {
      ...base,
      reference: null,
      recent: mean(columns[0]!),
      standardisedDifference: { value: null },
      psi,
      bins: numberBins,
      shifted: null,
      note: 'The file does not say what its cohort was like (no cohortMean).',
    };
  }
  if (columns.length > 1 || binary) return levelShift(base, covariate, columns, reference, numberBins, limit);
  const [then] = reference;
  const now = mean(columns[0]!);
  const own = variance(columns[0]!);
  // The file gives the 5 % and 95 % points of the input; only untransformed ones tell the spread of the column.
  const spread = range !== undefined && covariate.transform.kind === 'identity' ? ((range.p95 - range.p05) / SPAN90) ** 2 : own;
  const estimate = difference(now, then!, Math.sqrt((spread + own) / 2), Math.sqrt(own / columns[0]!.length));
  const psi = numberBins.length === 0 ? null : stabilityIndex(numberBins);
  const note =
    range === undefined || covariate.transform.kind !== 'identity'
      ? 'Spread of the recent patients used for both: the file gives no range of this scale.'
      : 'Spread then taken from the 5 % and 95 % points in the file.';
  return { ...base, reference: then!, recent: now, standardisedDifference: estimate, psi, bins: numberBins, shifted: isShifted(estimate, limit), note };
}

function levelShift(
  base: Pick<InputRow, 'key' | 'label' | 'unit' | 'n' | 'missing' | 'outsideRange'>,
  covariate: Covariate,
  columns: readonly Float64Array[],
  reference: readonly number[],
  numberBins: InputRow['bins'],
  limit: number,
): InputRow {
  const n = columns[0]!.length;
  const shares = columns.map((values) => mean(values));
  const names = levelNames(covariate, columns.length);
  const isShare = covariate.transform.kind !== 'rcs';
  const bins = isShare
    ? [
        { label: names[0]!, reference: 1 - reference.reduce((a, b) => a + b, 0), recent: 1 - shares.reduce((a, b) => a + b, 0) },
        ...shares.map((recent, j) => ({ label: names[j + 1]!, reference: reference[j]!, recent })),
      ]
    : [...numberBins];
  // With several columns the one that moved most.
  const each = shares.map((recent, j) => {
    const then = reference[j]!;
    const spread = isShare ? (then * (1 - then) + recent * (1 - recent)) / 2 : variance(columns[j]!);
    return { j, estimate: difference(recent, then, Math.sqrt(spread), Math.sqrt((isShare ? recent * (1 - recent) : variance(columns[j]!)) / n)) };
  });
  const most = each.toSorted((a, b) => Math.abs(b.estimate.value ?? 0) - Math.abs(a.estimate.value ?? 0))[0]!;
  const note = columns.length === 1 ? `Share of "${names[1]}".` : `Largest of ${columns.length} columns (${names[most.j + 1]}).`;
  return {
    ...base,
    reference: reference[most.j]!,
    recent: shares[most.j]!,
    standardisedDifference: most.estimate,
    psi: bins.length === 0 ? null : stabilityIndex(bins),
    bins,
    shifted: isShifted(most.estimate, limit),
    note,
  };
}

function levelNames(covariate: Covariate, columns: number): string[] {
  const { transform, levels } = covariate;
  if (levels !== undefined && levels.length === columns + 1) return levels.map(({ label }) => label.en);
  if (transform.kind === 'dummies') return [...transform.levels];
  return ['no', ...Array.from({ length: columns }, (_, j) => (columns === 1 ? 'yes' : String(j + 1)))];
}

function isShifted({ value, lower, upper }: Estimate, limit: number): boolean | null {
  if (value === null || typeof lower !== 'number' || typeof upper !== 'number') return null;
  return Math.abs(value) > limit && (lower > 0 || upper < 0);
}

const BINS = 20;

/** The score and the groups now, and as far as the file tells then. */
export function scoreShift(applied: AppliedModel): DriftSection['score'] {
  const { model, score } = applied;
  const reference = referenceScore(model);
  const now = mean(score);
  const own = variance(score);
  const low = score.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = score.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const width = (high - low) / BINS || 1;
  const histogram = Array.from({ length: BINS }, (_, k) => ({ from: low + k * width, to: low + (k + 1) * width, n: 0 }));
  for (const value of score) histogram[Math.min(BINS - 1, Math.floor((value - low) / width))]!.n++;
  return {
    reference,
    recent: now,
    standardisedDifference: reference === null ? { value: null } : difference(now, reference, Math.sqrt(own), Math.sqrt(own / score.length)),
    histogram,
    groups: groupShares(model, score),
  };
}

/** Score of the average patient of the file's cohort; null where a mean is not in the file. */
function referenceScore(model: LoadedModel): Maybe {
  let sum = 0;
  for (const { covariate, coefficients } of model.terms) {
    const means = meansOf(covariate);
    if (means === undefined) return null;
    coefficients.forEach((beta, j) => {
      sum += beta * means[j]!;
    });
  }
  return sum;
}

function groupShares(model: LoadedModel, score: Float64Array): DriftSection['score']['groups'] {
  const { groups } = model.file;
  if (groups === undefined || !groups.assignable) return [];
  const cohort = groups.nearestCohort ?? groups.cohorts[0]?.id;
  const counts = groups.levels.map(
    ({ id }) => groups.curves.find((curve) => curve.cohort === cohort && curve.group === id)?.atRisk.find(({ timeDays }) => timeDays === 0)?.n,
  );
  const total = counts.every((count) => count !== undefined) ? counts.reduce((a, b) => a + b!, 0) : undefined;
  return groups.levels.map(({ id, label }, k) => ({
    label: label.en,
    reference: total === undefined || total === 0 ? null : counts[k]! / total,
    recent: score.filter((value) => groupOf(model, value)?.id === id).length / score.length,
  }));
}
