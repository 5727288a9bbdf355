// SPDX-License-Identifier: Apache-2.0
import type { LocalText } from '../../nomogram/assessment.ts';
import { isKnownInput } from '../../nomogram/inputs.ts';
import { knownInputMismatch } from '../../nomogram/known-input.ts';
import { INPUT_LABELS } from '../../nomogram/labels.ts';
import type { Covariate, InputSpec } from '../../nomogram/model-file.ts';
import { quantile7 } from '../../survival/index.ts';
import type { Candidate } from '../definition/study-definition.ts';
import { StudyError } from '../errors.ts';
import type { NumberEvidence } from './evidence.ts';
import { type ModelTerm, RAD_SCORE } from './terms.ts';
import { hintOf, referenceOf, stepsOf } from './transform-of.ts';

/** `{system}|{code}` as the study file writes codes. */
function coding(token: string): { system: string; code: string } {
  const at = token.lastIndexOf('|');
  return { system: token.slice(0, at), code: token.slice(at + 1) };
}

/**
 * The covariates of a model file from the terms of a fit: coefficients with standard errors, studied ranges, the reference patient, cohort means.
 *
 * @param rows the patients whom the model was fitted on
 * @throws StudyError `definition-invalid` where a known input has another unit or other levels than the product reads, or codes of its own
 */
export function covariatesOf(terms: readonly ModelTerm[], rows: readonly number[], evidence: NumberEvidence): Covariate[] {
  return terms.map((term): Covariate => {
    const { candidate, transform } = term;
    const numbers = rows.flatMap((row) => (typeof term.values[row] === 'number' ? [term.values[row]] : []));
    const input = inputOf(term, numbers, evidence);
    const problem = knownInputMismatch(input);
    if (problem !== undefined) throw new StudyError('definition-invalid', `candidate ${term.key}: ${problem}`);
    const hint = candidate === undefined ? undefined : hintOf(candidate);
    const steps = candidate === undefined ? undefined : stepsOf(candidate);
    const coefficients = term.terms.map(({ coef, se, hazardRatio, lower, upper }) => ({
      value: coef,
      standardError: se,
      ...(Number.isFinite(hazardRatio) && Number.isFinite(lower) && Number.isFinite(upper) && lower > 0
        ? { hazardRatio: { value: hazardRatio, lower, upper } }
        : {}),
      ...evidence,
    }));
    const means = term.terms.map(({ mean }) => ({ value: mean, ...evidence }));
    return {
      key: term.key,
      label: input.label,
      ...(hint === undefined ? {} : { hint }),
      inputs: [input],
      transform,
      ...(steps === undefined ? {} : { levels: steps }),
      // The features of a rad-score are standardised: 0 is the average tumour.
      reference: { [term.key]: candidate === undefined ? 0 : referenceOf(candidate, numbers.length === 0 ? 0 : quantile7(numbers, 0.5)) },
      missing: 'bounds',
      censored: 'bounds',
      coefficient: coefficients.length === 1 ? coefficients[0]! : coefficients,
      cohortMean: means.length === 1 ? means[0]! : means,
    };
  });
}

function inputOf({ key, candidate }: ModelTerm, numbers: readonly number[], evidence: NumberEvidence): InputSpec {
  const range = rangeOf(numbers, evidence);
  const ranged = range === undefined ? {} : { cohortRange: range };
  if (candidate === undefined) return { key, unit: '1', label: INPUT_LABELS[RAD_SCORE], ...ranged };
  const chart = chartOf(candidate);
  const label: LocalText = candidate.label;
  const rest = { ...ranged, ...(chart === undefined ? {} : { chart }) };
  if (candidate.kind === 'number') return { key, unit: candidate.unit, label, ...rest };
  return { key, unit: '1', label, levels: candidate.levels.map((level) => ({ code: level.code, label: level.label })), ...rest };
}

/** Where the chart holds a site input. Known inputs are read by the product's own rules: the study file says nothing of theirs. */
function chartOf(candidate: Candidate): InputSpec['chart'] | undefined {
  const { key, chart } = candidate;
  if (chart === undefined) return undefined;
  if (isKnownInput(key))
    throw new StudyError(
      'definition-invalid',
      `candidate ${key}: it is found in the chart by the product's own rules; leave \`chart\` out, or give it a key of its own`,
    );
  return {
    codes: chart.codes.map(coding),
    ...(chart.levels === undefined ? {} : { levels: levelCodes(candidate, chart.levels) }),
    ...(chart.maxAgeDays === undefined ? {} : { maxAgeDays: chart.maxAgeDays }),
  };
}

/** Extremes and the middle 90 % of the patients of the fit; undefined where the numbers hardly vary. */
function rangeOf(numbers: readonly number[], evidence: NumberEvidence): InputSpec['cohortRange'] | undefined {
  if (numbers.length === 0) return undefined;
  const at = (p: number): number => quantile7(numbers, p);
  const range = { min: at(0), p05: at(0.05), p95: at(0.95), max: at(1) };
  return range.p05 < range.p95 ? { ...range, ...evidence } : undefined;
}

/** Codes of the levels that the model has; a number has none. */
function levelCodes(candidate: Candidate, levels: Readonly<Record<string, readonly string[]>>): Record<string, { system: string; code: string }[]> {
  const own = candidate.kind === 'levels' ? candidate.levels.map(({ code }) => code) : Object.keys(levels);
  return Object.fromEntries(Object.entries(levels).flatMap(([level, codes]) => (own.includes(level) ? [[level, codes.map(coding)]] : [])));
}
