// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { assessModel } from '../../nomogram/assess-model.ts';
import type { InputKey, ModelInput } from '../../nomogram/inputs.ts';
import { ModelFileError } from '../../nomogram/model-error.ts';
import { type LoadedModel, modelRef } from '../../nomogram/prepare.ts';
import { radScore } from '../../nomogram/rad-score.ts';
import { loadModelByName, ModelStoreError } from '../model/model-store.ts';
import { printScore } from '../model/print-score.ts';
import { ScoreInputError, type ScoreOptions, scoreFacts, scoreInputs, siteInputs } from '../model/score-inputs.ts';

const EXAMPLE = `
Inputs that are not given stay unknown: the answer is then a range, or none. Bounds such as "<2" are allowed for numbers.
Criteria that are not stated are unknown, and a required unknown criterion means no estimate.

Examples:
  $ hepanom score --model demo --afp 420 --necrosis present --portal-vein-invasion absent --rad-score 0.82 \\
      --single-tumour --resection-planned --hcc-confirmed --age 58 --no-prior-treatment --no-extrahepatic-disease --no-other-malignancy \\
      --operation-date 2026-11-26 --ct-date 2026-11-14 --blood-date 2026-11-17
  $ hepanom score --model erasl-pre-2018 --sex male --bilirubin 20 --albumin 35 --afp 420 --size 4.6 --tumours 1 --assume-eligible --json
  $ hepanom extract --image ct.nrrd --mask tumour.nrrd --profile rad-score --out features.json
  $ hepanom score --model clinical.json --input ast=48 --input tnm=two --afp 420 --age 58 --assume-eligible
  $ hepanom score --model demo --features features.json --afp "<2" --necrosis absent --assume-eligible
`;

const collect = (text: string, before: readonly string[]): readonly string[] => [...before, text];

/** Registers `hepanom score`. */
export function register(program: Command): void {
  program
    .command('score')
    .description('estimate for one patient from named inputs, with any model file; eligibility first')
    .requiredOption('--model <id|file>', 'demo, dai-2024, erasl-pre-2018, or the path of a model file')
    .option('--afp <ng/mL>', 'alpha-fetoprotein in ng/mL (the same number as µg/L)')
    .option('--necrosis <present|absent|unknown>', 'intratumoural necrosis on CT')
    .option('--portal-vein-invasion <present|absent|unknown>', 'portal vein invasion on CT')
    .option('--rad-score <number>', 'rad-score, no unit')
    .option('--features <file>', 'features as JSON (hepanom extract), from which the model computes the rad-score')
    .option('--sex <male|female>', 'sex')
    .option('--bilirubin <umol/L>', 'total bilirubin in µmol/L')
    .option('--albumin <g/L>', 'albumin in g/L')
    .option('--size <cm>', 'largest tumour diameter before surgery in cm')
    .option('--tumours <n>', 'number of tumours')
    .option('--single-tumour', 'the same as --tumours 1')
    .option('--age <years>', 'age in years')
    .option('--input <key=value>', "an input of a site's own model by its key, in the file's unit or by its level; repeat for more", collect, [])
    .option('--hcc-confirmed', 'hepatocellular carcinoma is confirmed')
    .option('--resection-planned', 'a curative resection is planned')
    .option('--prior-treatment', 'earlier ablation, TACE or other local treatment')
    .option('--no-prior-treatment', 'no earlier local treatment')
    .option('--extrahepatic-disease', 'spread outside the liver')
    .option('--no-extrahepatic-disease', 'no spread outside the liver')
    .option('--other-malignancy', 'another cancer')
    .option('--no-other-malignancy', 'no other cancer')
    .option('--operation-date <YYYY-MM-DD>', 'planned operation')
    .option('--ct-date <YYYY-MM-DD>', 'portal venous CT')
    .option('--blood-date <YYYY-MM-DD>', 'newest laboratory result used')
    .option('--assume-eligible', 'take every criterion that is not stated as met; the output says so')
    .option('--cohort <id>', 'cohort shown first by a group model')
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLE)
    .action((options: ScoreOptions, command: Command) => {
      try {
        process.stdout.write(runScore(options, new Date().toISOString().slice(0, 10)));
      } catch (error) {
        // A date that is not one is a RangeError of the calendar; everything else here names its own cause.
        if (error instanceof ScoreInputError || error instanceof ModelStoreError || error instanceof ModelFileError || error instanceof RangeError)
          command.error(`error: ${error.message}`);
        throw error;
      }
    });
}

/**
 * The answer of `hepanom score` as text.
 *
 * @param todayIso stands for "now" (ISO date)
 * @throws {ScoreInputError} for a word that is not a value; {@link ModelStoreError} and ModelFileError for the model
 */
export function runScore(options: ScoreOptions, todayIso: string): string {
  const model = loadModelByName(options.model);
  const inputs = { ...scoreInputs(options, todayIso), ...siteInputs(options, model, todayIso), ...radScoreFromFeatures(options, model, todayIso) };
  const { criteria, outcome } = assessModel(
    model,
    scoreFacts(options, todayIso),
    inputs,
    todayIso,
    options.cohort === undefined ? {} : { cohortId: options.cohort },
  );
  const eligibilityAssumed = options.assumeEligible === true;
  if (options.json !== true) return printScore(model, criteria, outcome, eligibilityAssumed);
  return `${JSON.stringify({ model: modelRef(model, outcome), eligibilityAssumed, criteria, inputs, outcome }, null, 2)}\n`;
}

/** The rad-score of a features file; a model that cannot compute one answers with the reason, never with a number. */
function radScoreFromFeatures(options: ScoreOptions, model: LoadedModel, todayIso: string): Partial<Record<InputKey, ModelInput>> {
  if (options.features === undefined) return {};
  if (options.radScore !== undefined) throw new ScoreInputError('--features and --rad-score both give a rad-score; use one');
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(options.features, 'utf8'));
  } catch (error) {
    throw new ScoreInputError(`--features ${options.features} is not readable JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof json !== 'object' || json === null) throw new ScoreInputError(`--features ${options.features} is not an object of feature names and numbers`);
  const features: Record<string, number> = {};
  for (const [name, value] of Object.entries(json)) if (typeof value === 'number') features[name] = value;
  const result = radScore(model, features);
  if (result.kind === 'missing') return { radScore: { kind: 'missing', reason: result.reason, passedOver: [], detailCode: result.code } };
  return { radScore: { kind: 'value', value: result.value, unit: '1', from: { kind: 'computed', dateIso: todayIso } } };
}
