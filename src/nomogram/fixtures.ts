// SPDX-License-Identifier: Apache-2.0
// Fixtures of a model file are computed again at every load: one mismatch and the model is not served.
import type { SurvivalAt } from './assessment.ts';
import { groupOf } from './groups.ts';
import type { InputSource, ModelInput, ModelInputs } from './inputs.ts';
import { score } from './linear-predictor.ts';
import { ModelFileError } from './model-error.ts';
import type { ModelFixture } from './model-file.ts';
import { pointsScale, totalPoints } from './points.ts';
import type { LoadedModel } from './prepare.ts';
import { radScore } from './rad-score.ts';
import { survivalAtHorizons } from './survival-at.ts';
import { asInput, termStates } from './term-state.ts';

const FIXTURE_SOURCE: InputSource = { kind: 'user', dateIso: '1970-01-01' };

/** Plain values (numbers in the file's units, level codes) as model inputs. */
export function plainInputs(model: LoadedModel, values: Readonly<Record<string, number | string>>, from: InputSource = FIXTURE_SOURCE): ModelInputs {
  return Object.fromEntries(Object.entries(values).map(([key, value]): [string, ModelInput] => [key, asInput(model, key, value, from)]));
}

/** One compared number or group of a fixture. */
export interface FixtureComparison {
  readonly fixture: string;
  readonly key: string;
  readonly inFile: number | string;
  readonly found: number | string | undefined;
  readonly agrees: boolean;
}

/** Computes every fixture and compares each expected value. */
export function recomputeFixtures(model: LoadedModel): readonly FixtureComparison[] {
  return model.file.fixtures.flatMap((fixture) => compare(model, fixture));
}

function compare(model: LoadedModel, fixture: ModelFixture): readonly FixtureComparison[] {
  const { expect, tolerance } = fixture;
  const rows: FixtureComparison[] = [];
  const add = (key: string, inFile: number | string | undefined, found: number | string | undefined): void => {
    if (inFile === undefined) return;
    const agrees = typeof inFile === 'number' ? typeof found === 'number' && Math.abs(found - inFile) <= tolerance : found === inFile;
    rows.push({ fixture: fixture.name, key, inFile, found, agrees });
  };
  if (expect.radScore !== undefined || expect.radScoreMissing !== undefined) {
    const result = radScore(model, fixture.features ?? {});
    add('radScore', expect.radScore, result.kind === 'value' ? result.value : result.code);
    add('radScoreMissing', expect.radScoreMissing, result.kind === 'value' ? result.value : result.code);
  }
  const wantsScore = expect.score !== undefined || expect.totalPoints !== undefined || expect.group !== undefined || expect.survival !== undefined;
  if (!wantsScore) return rows;

  const states = termStates(model, plainInputs(model, fixture.inputs));
  const known = states.filter((state) => state.kind === 'known');
  const complete = known.length === states.length;
  const columns = known.map((state) => state.columns);
  const value = complete ? score(model, columns) : undefined;
  add('score', expect.score, value);
  const scale = pointsScale(model);
  add('totalPoints', expect.totalPoints, scale === undefined || value === undefined ? undefined : totalPoints(scale, value));
  add('group', expect.group, value === undefined ? undefined : groupOf(model, value)?.id);
  const survival: readonly SurvivalAt[] = complete ? survivalAtHorizons(model, columns) : [];
  expect.survival?.forEach((wanted, i) => {
    const found = survival.find((entry) => entry.years === wanted.years);
    for (const key of ['survival', 'lower', 'upper'] as const) add(`survival[${i}].${key}`, wanted[key], found?.[key]);
  });
  return rows;
}

/**
 * Refuses a model whose fixtures do not come out as written.
 *
 * @throws {ModelFileError} code `fixture-mismatch`, with the fixture, the key and both values
 */
export function checkFixtures(model: LoadedModel): void {
  const wrong = recomputeFixtures(model).find((row) => !row.agrees);
  if (wrong === undefined) return;
  const index = model.file.fixtures.findIndex((fixture) => fixture.name === wrong.fixture);
  throw new ModelFileError(
    'fixture-mismatch',
    `fixtures[${index}].expect.${wrong.key}`,
    `fixture "${wrong.fixture}": ${wrong.key} is ${String(wrong.inFile)} in the file and comes out as ${String(wrong.found)}; the model is not served until the file or the software is corrected`,
    { inFile: wrong.inFile, found: wrong.found },
  );
}
