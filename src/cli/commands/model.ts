// SPDX-License-Identifier: Apache-2.0
import type { Command } from 'commander';
import { imagingProblem } from '../../assessment/models.ts';
import { checkModel } from '../../nomogram/check-model.ts';
import { recomputeFixtures } from '../../nomogram/fixtures.ts';
import { isKnownInput } from '../../nomogram/inputs.ts';
import { knownInputMismatch } from '../../nomogram/known-input.ts';
import { EVIDENCE_LABELS } from '../../nomogram/labels.ts';
import { hashedText, ModelFileError, parseModelFile } from '../../nomogram/load-model.ts';
import { modelFileJsonSchema } from '../../nomogram/model-file.ts';
import { modelOutcome } from '../../nomogram/outcome.ts';
import { outcomeWords } from '../../nomogram/outcome-words.ts';
import { type LoadedModel, prepareModel } from '../../nomogram/prepare.ts';
import { bundledModelIds, loadModelByName, ModelStoreError, readModelJson, sha256 } from '../model/model-store.ts';

/** Registers `hepanom model list | check | schema | hash`. */
export function register(program: Command): void {
  const model = program
    .command('model')
    .description('list, check and describe model files')
    .addHelpText(
      'after',
      '\nExamples:\n  $ hepanom model list\n  $ hepanom model check models/demo.json\n  $ hepanom model schema > model.schema.json\n  $ hepanom model hash my-model.json\n',
    );

  model
    .command('list')
    .description('the models that come with the package')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ hepanom model list --json\n')
    .action((options: { readonly json?: boolean }) => {
      process.stdout.write(listModels(options.json === true));
    });

  model
    .command('check')
    .description('validate a model file, recompute its fixtures, and say what it can and cannot answer')
    .argument('<file>', 'path of a model file, or the id of a bundled one')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ hepanom model check models/erasl-pre-2018.json\n')
    .action((name: string, options: { readonly json?: boolean }, command: Command) => {
      const report = orFail(command, () => checkModelFile(name));
      process.stdout.write(options.json === true ? `${JSON.stringify(report, null, 2)}\n` : printReport(report));
      if (!report.usable) process.exitCode = 1;
    });

  model
    .command('schema')
    .description('JSON Schema of the model file')
    .addHelpText('after', '\nExample:\n  $ hepanom model schema > model.schema.json\n')
    .action(() => {
      process.stdout.write(`${JSON.stringify(modelFileJsonSchema(), null, 2)}\n`);
    });

  model
    .command('hash')
    .description('the hash that belongs into a model file with this content')
    .argument('<file>', 'path of a model file')
    .addHelpText('after', '\nExample:\n  $ hepanom model hash my-model.json\n')
    .action((name: string, _options: unknown, command: Command) => {
      process.stdout.write(`${orFail(command, () => sha256(hashedText(readModelJson(name))))}\n`);
    });
}

function orFail<T>(command: Command, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ModelStoreError || error instanceof ModelFileError) command.error(`error: ${error.message}`);
    throw error;
  }
}

/** One line per bundled model, or JSON. */
export function listModels(json: boolean): string {
  const models = bundledModelIds().map((id) => loadModelByName(id));
  if (json)
    return `${JSON.stringify(
      models.map((loaded) => ({ ...summary(loaded) })),
      null,
      2,
    )}\n`;
  return models
    .map(
      ({ file, demonstration, evidence }) =>
        `${file.id.padEnd(18)}${file.version.padEnd(8)}${file.kind.padEnd(14)}${demonstration ? 'demonstration' : evidence}  ${file.title.en}\n`,
    )
    .join('');
}

function summary({ file, answers, evidence, demonstration }: LoadedModel) {
  return { id: file.id, version: file.version, kind: file.kind, status: file.status, title: file.title, hash: file.hash, evidence, demonstration, answers };
}

export interface ModelReport {
  readonly usable: boolean;
  /** First reason for which the file may not be served. */
  readonly problem?: { readonly code: string; readonly path: string; readonly message: string };
  readonly model?: ReturnType<typeof summary>;
  readonly can: readonly string[];
  readonly cannot: readonly string[];
  readonly fixtures: readonly {
    readonly fixture: string;
    readonly key: string;
    readonly inFile: number | string;
    readonly found: number | string | null;
    readonly agrees: boolean;
  }[];
}

/** All checks of a file, as far as they can be made: a wrong hash or fixture still lists what was computed. */
export function checkModelFile(name: string): ModelReport {
  const json = readModelJson(name);
  const problems: ModelFileError[] = [];
  const attempt = <T>(work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof ModelFileError)) throw error;
      problems.push(error);
      return undefined;
    }
  };
  const file = attempt(() => parseModelFile(json));
  if (file === undefined) return { usable: false, problem: describe(problems[0]!), can: [], cannot: [], fixtures: [] };
  const hash = sha256(hashedText(json));
  if (hash !== file.hash) problems.push(new ModelFileError('hash-mismatch', 'hash', `the stored hash ${file.hash} is not the hash of this content (${hash})`));
  attempt(() => checkModel(file));
  if (problems.some((problem) => problem.code === 'inconsistent'))
    return { usable: false, problem: describe(problems.at(-1)!), can: [], cannot: [], fixtures: [] };
  const imaging = imagingProblem(file);
  if (imaging !== undefined) problems.push(new ModelFileError('inconsistent', 'radScore.profile', `radScore.profile: ${imaging}`));
  const model = prepareModel(file);
  const fixtures = recomputeFixtures(model).map((row) => ({ ...row, found: row.found ?? null }));
  const wrong = fixtures.find((row) => !row.agrees);
  if (wrong !== undefined) {
    problems.push(
      new ModelFileError(
        'fixture-mismatch',
        wrong.fixture,
        `fixture "${wrong.fixture}": ${wrong.key} is ${wrong.inFile} in the file and comes out as ${wrong.found}`,
      ),
    );
  }
  const abilities = describeAnswers(model);
  return {
    usable: problems.length === 0,
    ...(problems[0] === undefined ? {} : { problem: describe(problems[0]) }),
    model: summary(model),
    ...abilities,
    fixtures,
  };
}

const describe = ({ code, path, message }: ModelFileError) => ({ code, path, message });

function describeAnswers({ file, answers }: LoadedModel): { readonly can: readonly string[]; readonly cannot: readonly string[] } {
  const can = ['score of the named covariates'];
  const cannot: string[] = [];
  const sort = (yes: boolean, what: string, why: string): void => {
    if (yes) can.push(what);
    else cannot.push(`${what}: ${why}`);
  };
  sort(answers.group, 'risk group', file.groups?.because?.en ?? 'the file has no groups');
  sort(answers.points, 'nomogram points', file.kind === 'cox' ? 'a covariate has no studied range' : `a ${file.kind} model has no nomogram`);
  sort(
    answers.individualSurvival,
    `${outcomeWords(modelOutcome(file.outcome), 'en').freeSurvival}${file.horizonsYears.length === 0 ? '' : ` at ${file.horizonsYears.join(', ')} ${file.horizonsYears.join() === '1' ? 'year' : 'years'}`} for one patient`,
    file.kind === 'cox' ? 'the file has no baseline' : `a ${file.kind} model gives none`,
  );
  sort(answers.interval, 'interval of that survival', 'the file has no covariance');
  sort(answers.observedSurvival, 'observed survival of the group in named cohorts', 'the file lists none');
  for (const spec of file.covariates.flatMap(({ inputs }) => inputs)) {
    const mismatch = knownInputMismatch(spec);
    if (mismatch !== undefined) cannot.push(`${spec.label.en} from the chart: ${mismatch}`);
    else if (!isKnownInput(spec.key))
      sort(spec.chart !== undefined, `${spec.label.en} from the chart`, 'the file does not say where it stands; a person enters it');
  }
  sort(answers.radScore, 'rad-score from features', file.radScore === undefined ? 'the model uses none' : 'means and standard deviations are not in the file');
  return { can, cannot };
}

function printReport(report: ModelReport): string {
  const lines: string[] = [];
  if (report.model !== undefined) {
    const { id, version, kind, title, hash, evidence } = report.model;
    lines.push(`${title.en} (${id} ${version}, ${kind})`, `sha256 ${hash}`, `weakest evidence: ${EVIDENCE_LABELS[evidence].en}`);
  }
  if (report.can.length > 0)
    lines.push('', 'Can answer', ...report.can.map((text) => `  ${text}`), 'Cannot answer', ...report.cannot.map((text) => `  ${text}`));
  if (report.fixtures.length > 0) lines.push('', 'Fixtures');
  for (const row of report.fixtures)
    lines.push(`  ${row.agrees ? 'ok  ' : 'DIFF'} ${row.fixture}: ${row.key} ${row.inFile}${row.agrees ? '' : `, comes out as ${row.found}`}`);
  lines.push('', report.usable ? 'The file may be served.' : `The file may NOT be served: ${report.problem?.message ?? 'see above'}`);
  return `${lines.join('\n')}\n`;
}
