// SPDX-License-Identifier: Apache-2.0
// Worked examples of the updated file. The expected numbers are computed here from the numbers in the file, by formulae written out apart from the code that
// serves it; loading the file then checks that code against them.
import type { Covariate, ModelFile, ModelFixture } from '../../nomogram/model-file.ts';
import { pointsScale, totalPoints } from '../../nomogram/points.ts';
import { prepareModel } from '../../nomogram/prepare.ts';
import { type Known, transformValue } from '../../nomogram/transforms.ts';
import { groupIndex } from './groups.ts';

const TOLERANCE = 1e-9;
const Z95 = 1.959963984540054;
const REFERENCE = 'reference patient, after calibration';

/** The parent's worked patients with the new file's numbers, and the reference patient. */
export function updatedFixtures(file: ModelFile, software: string): ModelFixture[] {
  const origin = `the updated numbers of this file put into S = exp(−H₀ e^score) and the formula of its interval, apart from the code that serves it (${software}); tolerance is binary rounding`;
  const keys = new Set(file.covariates.flatMap(({ inputs }) => inputs.map(({ key }) => key)));
  const parents = file.fixtures.flatMap((fixture): ModelFixture[] => {
    if (fixture.name === REFERENCE) return [];
    const inputs = Object.fromEntries(Object.entries(fixture.inputs).filter(([key]) => keys.has(key)));
    const expect = { ...expected(file, inputs, fixture.expect.totalPoints !== undefined), ...radScoreOf(file, fixture.features) };
    if (Object.keys(expect).length === 0) return [];
    const name = 'radScore' in expect && fixture.expect.radScoreMissing !== undefined ? 'rad-score with the constants of the site' : fixture.name;
    const { features: _features, ...rest } = fixture;
    return [
      {
        ...rest,
        ...(fixture.features === undefined || file.radScore === undefined ? {} : { features: fixture.features }),
        name,
        inputs,
        expect,
        tolerance: TOLERANCE,
        origin,
      },
    ];
  });
  const reference = Object.assign({}, ...file.covariates.map((covariate) => covariate.reference)) as Record<string, Known>;
  return [...parents, { name: REFERENCE, inputs: reference, expect: expected(file, reference, false), tolerance: TOLERANCE, origin }];
}

function radScoreOf(file: ModelFile, features: ModelFixture['features']): Pick<ModelFixture['expect'], 'radScore' | 'radScoreMissing'> {
  if (features === undefined || file.radScore === undefined) return {};
  let sum = 0;
  for (const { name, weight, mean, sd } of file.radScore.features) {
    const value = features[name];
    if (mean === undefined || sd === undefined) return { radScoreMissing: 'no-standardisation' };
    if (value === undefined) return {};
    sum += (weight.value * (value - mean.value)) / sd.value;
  }
  return { radScore: sum };
}

/** All columns of a worked patient; undefined where an input is not given. */
function columnsOf(file: ModelFile, inputs: Readonly<Record<string, Known>>): number[] | undefined {
  const columns: number[] = [];
  for (const covariate of file.covariates) {
    const values = covariate.inputs.map(({ key }) => inputs[key]);
    if (values.includes(undefined)) return undefined;
    columns.push(...transformValue(covariate.transform, values as Known[]));
  }
  return columns;
}

const coefficientsOf = (covariates: readonly Covariate[]): number[] =>
  covariates.flatMap(({ coefficient }) => (Array.isArray(coefficient) ? coefficient : [coefficient]).map(({ value }) => value));

function expected(file: ModelFile, inputs: Readonly<Record<string, Known>>, withPoints: boolean): ModelFixture['expect'] {
  const columns = columnsOf(file, inputs);
  if (columns === undefined) return {};
  const score = coefficientsOf(file.covariates).reduce((sum, beta, j) => sum + beta * columns[j]!, 0);
  const { groups } = file;
  const survival = survivalOf(file, columns);
  const scale = withPoints ? pointsScale(prepareModel(file)) : undefined;
  return {
    score,
    ...(scale === undefined ? {} : { totalPoints: totalPoints(scale, score) }),
    ...(groups?.assignable === true ? { group: groups.levels[groupIndex(groups, score)]!.id } : {}),
    ...(survival.length === 0 ? {} : { survival }),
  };
}

function survivalOf(file: ModelFile, columns: readonly number[]): NonNullable<ModelFixture['expect']['survival']> {
  const { baseline, uncertainty, centring } = file;
  if (baseline === undefined) return [];
  const centre = file.covariates.flatMap(({ key, coefficient }) =>
    (Array.isArray(coefficient) ? coefficient : [coefficient]).map((_, j) => centring?.[key]?.[j] ?? 0),
  );
  const x = columns.map((value, j) => value - centre[j]!);
  const relative = Math.exp(coefficientsOf(file.covariates).reduce((sum, beta, j) => sum + beta * x[j]!, 0));
  return file.horizonsYears.map((years) => {
    const days = years * file.daysPerYear;
    const h0 = baseline.steps.filter(({ timeDays }) => timeDays <= days).at(-1)?.cumulativeHazard ?? 0;
    const survival = Math.exp(-h0 * relative);
    const at = uncertainty?.at.filter(({ timeDays }) => timeDays <= days).at(-1);
    if (uncertainty === undefined || at === undefined || uncertainty.scale !== 'log') return { years, survival };
    const q = x.map((value, j) => h0 * value - at.meanByHazard[j]!);
    const form = q.reduce((sum, a, i) => sum + q.reduce((inner, b, j) => inner + a * b * uncertainty.vcov[i]![j]!, 0), 0);
    const half = Z95 * relative * Math.sqrt(at.varianceOfH0 + form);
    return { years, survival, lower: survival * Math.exp(-half), upper: Math.min(1, survival * Math.exp(half)) };
  });
}
