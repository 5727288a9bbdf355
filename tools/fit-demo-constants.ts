// SPDX-License-Identifier: Apache-2.0
// Means and standard deviations of the five rad-score features over the synthetic livers, for tools/models/demo-constants.json.
//
//   npx node tools/fit-demo-constants.ts features.json [--cohort synthetic-] [--anchor CASE=0.82] [--label TEXT] [--date YYYY-MM-DD] [--out tools/models/demo-constants.json]
//
// features.json: [{ "id": "a", "features": { "original_shape_Sphericity": 0.71, … } }, …], or an object of id → features (as `hepanom extract` prints them).
// --cohort: only cases whose id starts so make the means and standard deviations; the others are scored and may be the anchor.
// --anchor moves the means, by the smallest step in units of the standard deviations, so that one case gets the rad-score of the documented example.
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { RAD_SCORE_WEIGHTS } from './models/shared.ts';

interface Case {
  readonly id: string;
  readonly features: Readonly<Record<string, number>>;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    cohort: { type: 'string', default: '' },
    anchor: { type: 'string' },
    label: { type: 'string' },
    date: { type: 'string' },
    out: { type: 'string' },
  },
});

function readCases(path: string): readonly Case[] {
  const json: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (Array.isArray(json)) return json as Case[];
  return Object.entries(json as Record<string, Record<string, number>>).map(([id, features]) => ({ id, features }));
}

function column(cases: readonly Case[], name: string): readonly number[] {
  return cases.map(({ id, features }) => {
    const value = features[name];
    if (typeof value !== 'number' || !Number.isFinite(value)) throw new Error(`case ${id} has no ${name}`);
    return value;
  });
}

/** Mean and standard deviation with n − 1. */
function moments(sample: readonly number[]): { mean: number; sd: number } {
  const mean = sample.reduce((sum, value) => sum + value, 0) / sample.length;
  return { mean, sd: Math.sqrt(sample.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (sample.length - 1)) };
}

const significant = (value: number): number => Number(value.toPrecision(5));

const [path] = positionals;
if (path === undefined) throw new Error('usage: npx node tools/fit-demo-constants.ts features.json [--anchor CASE=0.82] [--out FILE]');
const cases = readCases(path);
const cohort = cases.filter(({ id }) => id.startsWith(values.cohort));
if (cohort.length < 3) throw new Error(`${cohort.length} cases are too few for a standard deviation; give at least 3`);

const fitted = new Map(RAD_SCORE_WEIGHTS.map(([name]) => [name, moments(column(cohort, name))]));
for (const [name, { sd }] of fitted) if (!(sd > 0)) throw new Error(`${name} is the same in all cases; its standard deviation is 0`);
const radScoreOf = ({ features }: Case): number =>
  RAD_SCORE_WEIGHTS.reduce((sum, [name, weight]) => sum + (weight * (features[name]! - fitted.get(name)!.mean)) / fitted.get(name)!.sd, 0);

if (values.anchor !== undefined) {
  const [id, target] = values.anchor.split('=');
  const anchor = cases.find((candidate) => candidate.id === id);
  if (anchor === undefined || !Number.isFinite(Number(target)))
    throw new Error(`--anchor ${values.anchor}: write CASE=SCORE with one of ${cases.map((c) => c.id).join(', ')}`);
  const shift = Number(target) - radScoreOf(anchor);
  const norm = RAD_SCORE_WEIGHTS.reduce((sum, [, weight]) => sum + weight ** 2, 0);
  for (const [name, weight] of RAD_SCORE_WEIGHTS) {
    const { mean, sd } = fitted.get(name)!;
    fitted.set(name, { mean: mean - (sd * shift * weight) / norm, sd });
  }
}
for (const [name, { mean, sd }] of fitted) fitted.set(name, { mean: significant(mean), sd: significant(sd) });

const constants = {
  note: 'Means and standard deviations that standardise the five features in the demonstration model. Not from any cohort of patients; fitted on synthetic livers by tools/fit-demo-constants.ts.',
  fittedOn: `${values.label ?? `${cohort.length} synthetic liver tumours`}${values.anchor === undefined ? '' : ', means moved so that one case has the documented rad-score'}`,
  date: values.date ?? '2026-11-23',
  features: Object.fromEntries(fitted),
};
const text = `${JSON.stringify(constants, null, 2)}\n`;
if (values.out === undefined) process.stdout.write(text);
else writeFileSync(values.out, text);
for (const entry of cases) process.stderr.write(`${entry.id}\trad-score ${radScoreOf(entry).toFixed(2)}\n`);
