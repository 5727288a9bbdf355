// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { Command } from 'commander';
import { register, runScore } from '../../src/cli/commands/score.ts';
import { ScoreInputError, type ScoreOptions } from '../../src/cli/model/score-inputs.ts';
import { studyModelFile } from '../../src/study/model-file/index.ts';
import { bundled } from '../nomogram/support.ts';
import { definition, MADE, testCohort, testFit } from '../study/model-file/support.ts';

const TODAY = '2026-11-23';
const folder = mkdtempSync(path.join(tmpdir(), 'hepanom-score-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Options as commander reads them from a command line. */
function options(...words: string[]): ScoreOptions {
  const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  register(program);
  let seen: ScoreOptions | undefined;
  program.commands[0]!.exitOverride().action((given: ScoreOptions) => {
    seen = given;
  });
  program.parse(['score', ...words], { from: 'user' });
  return seen!;
}

const STATED = [
  '--single-tumour',
  '--resection-planned',
  '--hcc-confirmed',
  '--age',
  '58',
  '--no-prior-treatment',
  '--no-extrahepatic-disease',
  '--no-other-malignancy',
];
const EXAMPLE = ['--model', 'demo', '--afp', '420', '--necrosis', 'present', '--portal-vein-invasion', 'absent', '--rad-score', '0.82'];
const text = (...words: string[]): string => runScore(options(...words), TODAY).replaceAll('\u00a0', ' ');
const json = (...words: string[]) => JSON.parse(runScore(options(...words, '--json'), TODAY));

describe('hepanom score', () => {
  it('prints group, points and both sides of each horizon for a patient whose criteria are stated', () => {
    const output = text(...EXAMPLE, ...STATED, '--operation-date', '2026-11-26', '--ct-date', '2026-11-14', '--blood-date', '2026-11-17');
    expect(output).toContain('Demonstration model, synthetic constants. Not for patient care.');
    expect(output).toContain('High group: score 1.97, cut-off 1.38');
    expect(output).toContain('108 points; high group from 87');
    expect(output).toContain('about 45 of 100 similar patients recur (range 35–56); 55 do not (44–65)');
    expect(output).not.toContain('ASSUMED');
  });

  it('gives no number while a criterion is not stated', () => {
    const output = text(...EXAMPLE, '--single-tumour');
    expect(output).toContain('No estimate until somebody confirms');
    expect(output).not.toMatch(/of 100 similar|score \d/);
    expect(json(...EXAMPLE).outcome).toMatchObject({ status: 'incomplete', blockedBy: expect.arrayContaining([expect.objectContaining({ id: 'adult' })]) });
  });

  it('says loudly that eligibility was assumed, and marks each assumed criterion', () => {
    const output = text(...EXAMPLE, '--assume-eligible');
    expect(output).toContain('!! ELIGIBILITY ASSUMED');
    expect(output.match(/assumed, not checked/g)).toHaveLength(7);
    expect(json(...EXAMPLE, '--assume-eligible')).toMatchObject({ eligibilityAssumed: true, outcome: { status: 'assessed' } });
  });

  it('lets what was stated win over what is assumed', () => {
    expect(text(...EXAMPLE, '--assume-eligible', '--prior-treatment')).toContain('The model does not apply');
    expect(text(...EXAMPLE, '--assume-eligible', '--tumours', '2')).toContain('Not met: Single tumour');
  });

  it('prints bounds for missing inputs', () => {
    const output = text('--model', 'demo', '--necrosis', 'present', '--rad-score', '0.82', '--assume-eligible');
    expect(output).toContain('Missing: AFP (not given)');
    expect(output).toContain('High group in every case');
    expect(output).toContain('88–130 points');
  });

  it('takes "<2" as a bound and "unknown" as unknown', () => {
    const result = json('--model', 'demo', '--afp', '<2', '--necrosis', 'unknown', '--assume-eligible');
    expect(result.inputs.afp).toMatchObject({ kind: 'bound', side: 'below', value: 2, unit: 'ng/mL' });
    expect(result.outcome.missing.map((item: { key: string }) => item.key)).toEqual(['necrosis', 'portalVeinInvasion', 'radScore']);
  });

  it('shows for ERASL-pre the observed group of named cohorts, never a probability of this patient', () => {
    const words = [
      '--model',
      'erasl-pre-2018',
      '--sex',
      'male',
      '--bilirubin',
      '20',
      '--albumin',
      '35',
      '--afp',
      '420',
      '--size',
      '4.6',
      '--tumours',
      '1',
      '--assume-eligible',
    ];
    const output = text(...words);
    expect(output).toContain('Intermediate group: score 2.75, cut-offs 2.56 and 3.52');
    expect(output).toContain('It is not a probability for this patient.');
    expect(output).toMatch(/> China, n = 1297 +35 of 100 recurrence-free at 2 years \(30–40\)/);
    expect(text(...words, '--cohort', 'japan')).toMatch(/> Japan/);
    expect(json(...words).outcome.prediction.survival).toEqual([]);
  });

  it('gives for the study as published neither group nor probability, and says why', () => {
    const output = text('--model', 'dai-2024', ...EXAMPLE.slice(2), '--assume-eligible');
    expect(output).toContain('No group: The cut-off 1.38 belongs to the study’s own combined score');
    expect(output).toContain('the file has no baseline, so there is no probability');
    expect(output).not.toContain('of 100');
  });

  it('computes the rad-score from a file of features, where the model can', () => {
    const { features } = bundled('demo').file.radScore!;
    const file = path.join(folder, 'features.json');
    writeFileSync(file, JSON.stringify({ ...Object.fromEntries(features.map((f) => [f.name, f.mean!.value + f.sd!.value])), diagnostics: { version: '3' } }));
    const words = ['--afp', '5', '--necrosis', 'absent', '--portal-vein-invasion', 'absent', '--features', file, '--assume-eligible'];
    expect(json('--model', 'demo', ...words).inputs.radScore).toMatchObject({ kind: 'value', value: expect.closeTo(-0.57, 9), from: { kind: 'computed' } });
    expect(json('--model', 'dai-2024', ...words).outcome).toMatchObject({ status: 'incomplete', missing: [{ key: 'radScore', reason: 'no-standardisation' }] });
  });

  it.each([
    [['--model', 'demo', '--afp', 'high'], 'ng/mL'],
    [['--model', 'demo', '--necrosis', 'maybe'], 'present, absent, unknown'],
    [['--model', 'demo', '--age', '5.5'], 'whole number'],
    [['--model', 'demo', '--rad-score', '1', '--features', 'x.json'], 'use one'],
    [['--model', 'demo', '--features', path.join(folder, 'none.json')], 'not readable JSON'],
  ])('refuses %p with the value and what to write', (words, message) => {
    expect(() => runScore(options(...words), TODAY)).toThrow(ScoreInputError);
    expect(() => runScore(options(...words), TODAY)).toThrow(message);
  });

  it('names the models it knows when asked for another', () => {
    expect(() => runScore(options('--model', 'nobody'), TODAY)).toThrow('dai-2024, demo, erasl-pre-2018');
  });

  it('takes the inputs of a site’s own model by key, in its unit or by its level', () => {
    const cohort = testCohort();
    const file = studyModelFile({
      definition: definition(),
      cohort,
      fitted: testFit(cohort, 'clinical'),
      section: { performance: [] },
      madeIso: MADE,
      software: 'hepanom test',
    });
    const name = path.join(folder, 'clinical.json');
    writeFileSync(name, JSON.stringify(file));
    const given = ['--model', name, '--afp', '420', '--necrosis', 'present', '--single-tumour', '--age', '58'];
    const { outcome } = json(...given, '--input', 'ast=48', '--input', 'tnm=two');
    expect(outcome.status).toBe('assessed');
    const share = (key: string) => outcome.prediction.contributions.find((one: { key: string }) => one.key === key);
    expect(share('tnm').choice.en).toBe('II');
    expect(share('age')).toBeDefined();
    expect(text(...given, '--input', 'ast=48')).toMatch(/Missing: TNM class \(not given\).*between \d+ and \d+ of 100 recur/s);
    expect(() => text(...given, '--input', 'alt=48')).toThrow(/no such input; it has afp, ast/);
    expect(() => text(...given, '--input', 'tnm=four')).toThrow(/not one of one, two, three, unknown/);
    expect(() => text(...given, '--input', 'ast')).toThrow(/no value; write key=value/);
  });
});
