// SPDX-License-Identifier: Apache-2.0
// From a patient's value to the numbers that the coefficients multiply, and the same for everything a missing value could be.
import type { Transform } from './model-file.ts';
import { splineBasis, splineCandidates } from './spline.ts';

/** A known input of a covariate: a number in the file's unit, or a level code. */
export type Known = number | string;

/** Everything a number could be. An open end is excluded. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  readonly lowOpen?: boolean;
  readonly highOpen?: boolean;
}

/** What is known about one input: its value, an interval, or the set of levels it could be. */
export type Possible =
  | { readonly kind: 'known'; readonly value: Known }
  | { readonly kind: 'interval'; readonly interval: Interval }
  | { readonly kind: 'levels'; readonly levels: readonly string[] };

type Step = Extract<Transform, { kind: 'threshold' | 'bins' }>;

/** True for transforms with a finite set of results. */
export function isStepwise(transform: Transform): boolean {
  if (transform.kind === 'albi') return transform.next.kind !== 'identity';
  return ['levels', 'dummies', 'threshold', 'bins'].includes(transform.kind);
}

/** The place of a stepwise covariate's result among its steps: the value itself, or for dummies the position of the level (0 = reference). */
export function stepOf(transform: Transform, columns: readonly number[]): number {
  return transform.kind === 'dummies' ? columns.indexOf(1) + 1 : columns[0]!;
}

/** Number of columns, that is of coefficients. */
export function columnCount(transform: Transform): number {
  if (transform.kind === 'rcs') return transform.knots.length - 1;
  return transform.kind === 'dummies' ? transform.levels.length - 1 : 1;
}

function step(value: number, rule: Step): number {
  if (rule.kind === 'threshold') return value > rule.above ? 1 : 0;
  return rule.values[rule.edges.filter((edge) => edge <= value).length]!;
}

/** Albumin-bilirubin score from bilirubin in µmol/L and albumin in g/L. @see Johnson 2015, doi:10.1200/JCO.2014.57.9151 */
export function albiScore(bilirubinUmolPerL: number, albuminGPerL: number): number {
  return 0.66 * Math.log10(bilirubinUmolPerL) - 0.085 * albuminGPerL;
}

/** Volume in mL of a ball of this diameter in cm. */
export function ballVolumeMl(diameterCm: number): number {
  return (Math.PI / 6) * diameterCm ** 3;
}

/** True when the transform is defined at the value (logarithms need more than 0). */
export function isInDomain(transform: Transform, value: Known, index = 0): boolean {
  if (transform.kind === 'levels') return typeof value === 'string' && Object.hasOwn(transform.x, value);
  if (transform.kind === 'dummies') return typeof value === 'string' && transform.levels.includes(value);
  if (typeof value !== 'number' || !Number.isFinite(value)) return false;
  if (transform.kind === 'ln' || transform.kind === 'log10' || transform.kind === 'volume') return value > 0;
  if (transform.kind === 'albi') return index === 0 ? value > 0 : value >= 0;
  return transform.kind === 'sqrt' ? value >= 0 : true;
}

/**
 * The transformed value: one number, or the columns of a spline or of dummies.
 *
 * @param values the covariate's inputs, in the file's order and units
 * @throws {RangeError} when a value lies outside the transform's domain
 */
export function transformValue(transform: Transform, values: readonly Known[]): readonly number[] {
  values.forEach((value, index) => {
    if (!isInDomain(transform, value, index)) throw new RangeError(`${JSON.stringify(value)} is not a value that "${transform.kind}" can take`);
  });
  const first = values[0]!;
  if (transform.kind === 'levels') return [transform.x[first as string]!];
  if (transform.kind === 'dummies') return transform.levels.slice(1).map((level) => (level === first ? 1 : 0));
  const v = first as number;
  switch (transform.kind) {
    case 'identity':
      return [v];
    case 'ln':
      return [Math.log(v)];
    case 'log10':
      return [Math.log10(v)];
    case 'sqrt':
      return [Math.sqrt(v)];
    case 'threshold':
    case 'bins':
      return [step(v, transform)];
    case 'rcs':
      return splineBasis(v, transform.knots);
    case 'albi': {
      const albi = albiScore(v, values[1] as number);
      return [transform.next.kind === 'identity' ? albi : step(albi, transform.next)];
    }
    case 'volume': {
      const ml = ballVolumeMl(v);
      return [transform.next.kind === 'ln' ? Math.log(ml) : transform.next.kind === 'log10' ? Math.log10(ml) : ml];
    }
  }
}

/** All step values that an interval reaches. */
function stepsOver(interval: Interval, rule: Step): readonly number[] {
  const { low, high, lowOpen = false, highOpen = false } = interval;
  if (rule.kind === 'threshold') {
    const reachesUpper = high > rule.above;
    const reachesLower = lowOpen ? low < rule.above : low <= rule.above;
    return [...(reachesLower ? [0] : []), ...(reachesUpper ? [1] : [])];
  }
  const lowest = rule.edges.filter((edge) => edge <= low).length;
  const highest = rule.edges.filter((edge) => (highOpen ? edge < high : edge <= high)).length;
  return rule.values.slice(lowest, highest + 1);
}

/**
 * Column vectors among which every linear combination Σ βⱼ·xⱼ takes its least and greatest value over all completions. Exact: steps are
 * enumerated, monotone transforms need their ends, splines their ends, knots and stationary points.
 *
 * @param coefficients needed to find a spline's stationary points
 */
export function transformCandidates(transform: Transform, possible: readonly Possible[], coefficients: readonly number[]): readonly (readonly number[])[] {
  if (possible.every((p) => p.kind === 'known'))
    return [
      transformValue(
        transform,
        possible.map((p) => (p as { value: Known }).value),
      ),
    ];
  const first = possible[0]!;
  if (first.kind === 'levels') return unique(first.levels.map((level) => transformValue(transform, [level])));
  const interval = asInterval(first);
  switch (transform.kind) {
    case 'threshold':
    case 'bins':
      return unique(stepsOver(interval, transform).map((x) => [x]));
    case 'rcs':
      return splineCandidates(interval.low, interval.high, transform.knots, coefficients).map((v) => splineBasis(v, transform.knots));
    case 'albi': {
      // Rises with bilirubin and falls with albumin, so the extremes sit in opposite corners.
      const albumin = asInterval(possible[1]!);
      const albi: Interval = {
        low: albiScore(interval.low, albumin.high),
        high: albiScore(interval.high, albumin.low),
        lowOpen: (interval.lowOpen ?? false) || (albumin.highOpen ?? false),
        highOpen: (interval.highOpen ?? false) || (albumin.lowOpen ?? false),
      };
      return transform.next.kind === 'identity' ? [[albi.low], [albi.high]] : unique(stepsOver(albi, transform.next).map((x) => [x]));
    }
    default:
      return [transformValue(transform, [interval.low]), transformValue(transform, [interval.high])];
  }
}

function asInterval(possible: Possible): Interval {
  if (possible.kind === 'interval') return possible.interval;
  if (possible.kind === 'known' && typeof possible.value === 'number') return { low: possible.value, high: possible.value };
  throw new RangeError('a level has no interval');
}

function unique(vectors: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const seen = new Map<string, readonly number[]>();
  for (const vector of vectors) seen.set(vector.join(), vector);
  return [...seen.values()];
}
