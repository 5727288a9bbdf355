// SPDX-License-Identifier: Apache-2.0
// What the schema cannot say: that the parts of a model file fit each other.
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { isKnownInput } from './inputs.ts';
import { ModelFileError } from './model-error.ts';
import type { Covariate, InputSpec, ModelFile } from './model-file.ts';
import { columnCount, isInDomain } from './transforms.ts';

/** Relative to the largest eigenvalue: what rounding in a stored covariance matrix may leave below zero. */
const PSD_TOLERANCE = 1e-10;

function refuse(path: string, message: string): never {
  throw new ModelFileError('inconsistent', path, `${path}: ${message}`);
}

/**
 * Refuses a file whose parts contradict each other.
 *
 * @throws {ModelFileError} code `inconsistent`, with the path and what to correct
 */
export function checkModel(file: ModelFile): void {
  checkEvidence(file);
  checkCovariates(file);
  checkKind(file);
  checkBaseline(file);
  checkUncertainty(file);
  checkGroups(file);
  checkLimits(file);
}

/** Every source is declared; derived and assumed numbers say how they came about. */
function checkEvidence(file: ModelFile): void {
  const visit = (node: unknown, path: string): void => {
    if (Array.isArray(node)) {
      node.forEach((item, index) => {
        visit(item, `${path}[${index}]`);
      });
      return;
    }
    if (typeof node !== 'object' || node === null) return;
    if ('evidence' in node && 'source' in node && 'date' in node) {
      const { evidence, source } = node as { evidence: string; source: string; derivation?: string };
      if (!Object.hasOwn(file.sources, source)) refuse(path, `source "${source}" is not among the file's sources; add it or correct the name`);
      if ((evidence === 'derived' || evidence === 'assumed') && !('derivation' in node))
        refuse(path, `a number that is ${evidence} must say how in "derivation"`);
    }
    for (const [key, value] of Object.entries(node)) if (key !== 'profile') visit(value, path === '' ? key : `${path}.${key}`);
  };
  visit(file, '');
}

function checkCovariates(file: ModelFile): void {
  const usedInputs = new Set<string>();
  const usedKeys = new Set<string>();
  file.covariates.forEach((covariate, index) => {
    const path = `covariates[${index}]`;
    if (usedKeys.has(covariate.key)) refuse(`${path}.key`, `"${covariate.key}" occurs twice`);
    usedKeys.add(covariate.key);
    for (const input of covariate.inputs) {
      // Bounds are exact only if completions of one covariate leave the others alone.
      if (usedInputs.has(input.key)) refuse(`${path}.inputs`, `input "${input.key}" already feeds another covariate; one input may feed one covariate`);
      usedInputs.add(input.key);
      const range = input.cohortRange;
      if (range !== undefined && !(range.min <= range.p05 && range.p05 < range.p95 && range.p95 <= range.max))
        refuse(`${path}.cohortRange`, 'must rise: min ≤ p05 < p95 ≤ max');
    }
    covariate.inputs.forEach((input, i) => {
      checkInput(input, `${path}.inputs[${i}]`);
    });
    checkTransform(covariate, path);
  });
}

/** A site input that is to be read from the chart says how; known inputs have the product's own rules. */
function checkInput(input: InputSpec, path: string): void {
  if (isKnownInput(input.key)) {
    if (input.chart !== undefined)
      refuse(`${path}.chart`, `"${input.key}" is read by the product's own rules; leave "chart" out, or give the input a name of its own`);
    return;
  }
  const codes = input.levels?.map((level) => level.code);
  if (codes !== undefined && new Set(codes).size !== codes.length) refuse(`${path}.levels`, 'a level occurs twice');
  const { chart } = input;
  if (chart === undefined) return;
  if (codes === undefined) {
    if (chart.levels !== undefined) refuse(`${path}.chart.levels`, 'a number has no levels');
    return;
  }
  if (chart.levels === undefined) {
    if (codes.some((code) => code !== 'present' && code !== 'absent'))
      refuse(`${path}.chart.levels`, `say by which codes the levels ${codes.join(', ')} are recognised`);
    return;
  }
  for (const code of codes) if (!Object.hasOwn(chart.levels, code)) refuse(`${path}.chart.levels`, `level "${code}" has no codes`);
  for (const code of Object.keys(chart.levels)) if (!codes.includes(code)) refuse(`${path}.chart.levels`, `"${code}" is not a level of the input`);
  const all = Object.values(chart.levels).flatMap((list) => list.map(({ system, code }) => `${system}|${code}`));
  if (new Set(all).size !== all.length) refuse(`${path}.chart.levels`, 'one code stands for two levels');
}

function checkTransform(covariate: Covariate, path: string): void {
  const { transform, inputs } = covariate;
  const wanted = transform.kind === 'albi' ? 2 : 1;
  if (inputs.length !== wanted)
    refuse(`${path}.inputs`, `"${transform.kind}" takes ${wanted} input${wanted === 1 ? '' : 's'}, the file names ${inputs.length}`);
  if (
    transform.kind === 'albi' &&
    (inputs[0]!.key !== 'bilirubin' || inputs[1]!.key !== 'albumin' || inputs[0]!.unit !== 'umol/L' || inputs[1]!.unit !== 'g/L')
  ) {
    refuse(`${path}.inputs`, 'ALBI takes bilirubin in umol/L, then albumin in g/L');
  }
  if (transform.kind === 'levels') {
    const codes = inputs[0]!.levels?.map((level) => level.code) ?? [];
    if (codes.length === 0) refuse(`${path}.inputs[0].levels`, 'a categorical input must list its levels');
    for (const code of codes) if (!Object.hasOwn(transform.x, code)) refuse(`${path}.transform.x`, `level "${code}" has no number`);
    for (const code of Object.keys(transform.x)) if (!codes.includes(code)) refuse(`${path}.transform.x`, `"${code}" is not a level of the input`);
  } else if (transform.kind === 'dummies') {
    const codes = inputs[0]!.levels?.map((level) => level.code) ?? [];
    if (new Set(transform.levels).size !== transform.levels.length) refuse(`${path}.transform.levels`, 'a level occurs twice');
    if (codes.length !== transform.levels.length || codes.some((code) => !transform.levels.includes(code)))
      refuse(`${path}.transform.levels`, 'must name exactly the levels of the input');
    if (covariate.levels?.some((level) => !(Number.isInteger(level.x) && level.x >= 0 && level.x < transform.levels.length)))
      refuse(`${path}.levels`, `x of a level is its position, 0 to ${transform.levels.length - 1}`);
  } else if (inputs.some((input) => input.levels !== undefined)) refuse(`${path}.inputs`, `"${transform.kind}" takes numbers, not levels`);
  const steps = transform.kind === 'albi' && transform.next.kind === 'bins' ? transform.next : transform;
  if (steps.kind === 'bins') {
    if (steps.values.length !== steps.edges.length + 1) refuse(`${path}.transform`, 'bins need one value more than edges');
    if (steps.edges.some((edge, i) => i > 0 && edge <= steps.edges[i - 1]!)) refuse(`${path}.transform.edges`, 'must rise');
  }
  if (transform.kind === 'rcs' && transform.knots.some((knot, i) => i > 0 && knot <= transform.knots[i - 1]!)) refuse(`${path}.transform.knots`, 'must rise');
  const given = Array.isArray(covariate.coefficient) ? covariate.coefficient.length : 1;
  if (given !== columnCount(transform))
    refuse(`${path}.coefficient`, `"${transform.kind}" needs ${columnCount(transform)} coefficients, the file has ${given}`);
  if (covariate.cohortMean !== undefined && (Array.isArray(covariate.cohortMean) ? covariate.cohortMean.length : 1) !== columnCount(transform))
    refuse(`${path}.cohortMean`, `"${transform.kind}" has ${columnCount(transform)} columns and needs as many means`);
  inputs.forEach((input, i) => {
    const value = covariate.reference[input.key];
    if (value === undefined || !isInDomain(transform, value, i))
      refuse(`${path}.reference.${input.key}`, `${JSON.stringify(value)} is not a value of this input`);
  });
  const ranged = inputs[0]!.cohortRange;
  if (ranged !== undefined && !isInDomain(transform, ranged.min))
    refuse(`${path}.cohortRange.min`, `${ranged.min} lies outside what "${transform.kind}" can take`);
  const { axis } = covariate;
  if (axis !== undefined && !(axis.min < axis.max && axis.minor <= axis.major))
    refuse(`${path}.axis`, 'min must be less than max, and minor not greater than major');
}

/** Each kind holds what it answers from, and nothing that it must not answer. */
function checkKind(file: ModelFile): void {
  if (file.kind !== 'cox' && file.baseline !== undefined) refuse('baseline', `a ${file.kind} model gives no individual probability and must have no baseline`);
  if (file.kind === 'cox' && file.groups !== undefined && file.groups.observed.length > 0)
    refuse('groups.observed', 'a Cox file shows curves of groups, not observed values as an answer');
  if (file.kind === 'score-groups' && (file.groups === undefined || file.groups.observed.length === 0))
    refuse('groups', 'a score-groups model needs groups and what was observed in them');
  if (file.kind === 'rank-only' && file.groups?.observed.length) refuse('groups.observed', 'a rank-only model shows no percentages');
  if (file.baseline === undefined && file.uncertainty !== undefined) refuse('uncertainty', 'there is nothing to be uncertain about without a baseline');
  if (file.baseline !== undefined && file.horizonsYears.length === 0) refuse('horizonsYears', 'a file with a baseline names its horizons');
}

function checkBaseline(file: ModelFile): void {
  if (file.baseline === undefined) return;
  const { steps } = file.baseline;
  steps.forEach((step, i) => {
    const before = steps[i - 1];
    if (before !== undefined && !(step.timeDays > before.timeDays))
      refuse(`baseline.steps[${i}].timeDays`, `${step.timeDays} does not come after ${before.timeDays}`);
    if (before !== undefined && step.cumulativeHazard < before.cumulativeHazard)
      refuse(`baseline.steps[${i}].cumulativeHazard`, `${step.cumulativeHazard} is less than ${before.cumulativeHazard}: a cumulative hazard never falls`);
  });
  for (const [key, values] of Object.entries(file.centring ?? {})) {
    const covariate = file.covariates.find((candidate) => candidate.key === key);
    if (covariate === undefined || values.length !== columnCount(covariate.transform))
      refuse(`centring.${key}`, 'does not name a covariate of the file, or not all of its columns');
  }
}

function checkUncertainty(file: ModelFile): void {
  if (file.uncertainty === undefined) return;
  const { vcov, at } = file.uncertainty;
  const columns = file.covariates.reduce((sum, covariate) => sum + columnCount(covariate.transform), 0);
  if (vcov.length !== columns || vcov.some((row) => row.length !== columns))
    refuse('uncertainty.vcov', `must be ${columns} × ${columns}, one row per column of the covariates`);
  const scale = Math.max(...vcov.flat().map(Math.abs));
  vcov.forEach((row, i) => {
    row.forEach((value, j) => {
      if (Math.abs(value - vcov[j]![i]!) > 1e-12 * scale)
        refuse(`uncertainty.vcov[${i}][${j}]`, `${value} differs from its mirror ${vcov[j]![i]}: a covariance matrix is symmetric`);
    });
  });
  const eigenvalues = new EigenvalueDecomposition(new Matrix(vcov.map((row) => [...row])), { assumeSymmetric: true }).realEigenvalues;
  const smallest = Math.min(...eigenvalues);
  if (smallest < -PSD_TOLERANCE * Math.max(...eigenvalues)) refuse('uncertainty.vcov', `has the negative eigenvalue ${smallest}: not a covariance matrix`);
  at.forEach((entry, i) => {
    if (entry.meanByHazard.length !== columns) refuse(`uncertainty.at[${i}].meanByHazard`, `needs ${columns} numbers`);
    const before = at[i - 1];
    if (before !== undefined && !(entry.timeDays > before.timeDays))
      refuse(`uncertainty.at[${i}].timeDays`, `${entry.timeDays} does not come after ${before.timeDays}`);
    if (before !== undefined && entry.varianceOfH0 < before.varianceOfH0)
      refuse(`uncertainty.at[${i}].varianceOfH0`, 'a variance that is a sum over event times never falls');
  });
}

function checkGroups(file: ModelFile): void {
  const { groups } = file;
  if (groups === undefined) return;
  if (groups.cutoffs.length !== groups.levels.length - 1) refuse('groups.cutoffs', `${groups.levels.length} groups need ${groups.levels.length - 1} cut-offs`);
  if (groups.cutoffs.some((cutoff, i) => i > 0 && cutoff.value <= groups.cutoffs[i - 1]!.value)) refuse('groups.cutoffs', 'must rise');
  if (new Set(groups.levels.map((level) => level.id)).size !== groups.levels.length) refuse('groups.levels', 'a group occurs twice');
  if (!groups.assignable && groups.because === undefined) refuse('groups.because', 'say why no group can be assigned');
  if (groups.nearestCohort !== undefined && !groups.cohorts.some((cohort) => cohort.id === groups.nearestCohort))
    refuse('groups.nearestCohort', `"${groups.nearestCohort}" is not a cohort of the file`);
  for (const [name, rows] of Object.entries({ observed: groups.observed, curves: groups.curves })) {
    rows.forEach((row, i) => {
      if (!groups.cohorts.some((cohort) => cohort.id === row.cohort)) refuse(`groups.${name}[${i}].cohort`, `"${row.cohort}" is not a cohort of the file`);
      if (!groups.levels.some((level) => level.id === row.group)) refuse(`groups.${name}[${i}].group`, `"${row.group}" is not a group of the file`);
    });
  }
  groups.observed.forEach((row, i) => {
    if ((row.lower ?? 0) > row.survival || (row.upper ?? 1) < row.survival) refuse(`groups.observed[${i}]`, `${row.survival} lies outside its interval`);
  });
}

/** A research file with an assumed number carries the sentence that goes on every screen. */
function checkLimits(file: ModelFile): void {
  const numbers = JSON.stringify([file.covariates, file.baseline, file.uncertainty, file.radScore]);
  if (numbers.includes('"evidence":"assumed"') && file.notice === undefined)
    refuse('notice', 'a file with assumed numbers must carry the notice that screens and cards show');
}
