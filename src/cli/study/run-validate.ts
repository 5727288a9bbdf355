// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { horizon } from '../../study/report/format.ts';
import type { Estimate, StudyReport } from '../../study/report/study-report.ts';
import type { ValidationCriteria } from '../../study/validate/criteria.ts';
import { validation } from '../../study/validate/validate-model.ts';
import { validatedFile } from '../../study/validate/validated-file.ts';
import { InputError } from '../input-error.ts';
import { sha256 } from '../model/model-store.ts';
import { assertWritable, writeAtomically } from '../output-file.ts';
import { estimateLine, modelOnStudy, type PatientRows, reportFiles, warningLines } from './model-on-study.ts';
import { assertOutputFolder, writeFolder } from './output-folder.ts';

export interface RunValidate {
  readonly model: string;
  readonly study: string;
  readonly out: string;
  /** Write a new patch version of the model file, with the result and the badge; `true` replaces the file itself. */
  readonly updateModel?: boolean | string;
  readonly who?: string;
  readonly criteria: ValidationCriteria;
  readonly set: PatientRows;
  readonly force?: boolean;
  readonly now: Date;
}

/** `hepanom validate`. @returns what the terminal shows */
export async function runValidate(options: RunValidate): Promise<string> {
  const { out, force = false } = options;
  const target = targetOf(options);
  assertOutputFolder(out, force);
  if (target !== undefined) assertWritable(target, '--update-model');
  const { model, modelFile, definition, cohort, rows, run, notes } = await modelOnStudy(options.model, options.study, options.set, options.now);
  const result = validation(model, cohort, definition, { run, criteria: options.criteria, modelFile, ...(rows === undefined ? {} : { rows }) });
  const updated =
    target === undefined
      ? undefined
      : validatedFile(model, result, { definition, madeIso: run.madeIso, ...(options.who === undefined ? {} : { who: options.who }), sha256Hex: sha256 });
  const report: StudyReport =
    updated === undefined
      ? result.report
      : { ...result.report, localValidation: { ...result.local, updated: { version: updated.file.version, hash: updated.file.hash } } };
  writeFolder(out, reportFiles(report), force);
  if (updated !== undefined && target !== undefined) writeAtomically(target, [`${JSON.stringify(updated.file, null, 2)}\n`]);
  const badge =
    updated === undefined
      ? []
      : [`${target}: version ${updated.file.version}, status ${updated.file.status} (was ${model.file.version}, ${model.file.status})`];
  return `${[...validationLines(report), ...warningLines(report, notes), '', `Written: ${out}`, ...badge].join('\n')}\n`;
}

/** A bundled model is not written over: it belongs to the installation. */
function targetOf({ updateModel, model }: RunValidate): string | undefined {
  if (updateModel === undefined || updateModel === false) return undefined;
  if (typeof updateModel === 'string') return updateModel;
  if (!existsSync(model))
    throw new InputError('update-model', `--model ${model} is a model of this installation; name a file for the new version: --update-model my-${model}.json`);
  return model;
}

/** Measures, criteria and verdict. */
export function validationLines(report: StudyReport): string[] {
  const { localValidation, models } = report;
  const performance = models[0]?.performance[0];
  if (localValidation === undefined || performance === undefined) return [];
  const lines = [report.title, `${performance.n} patients, ${performance.events} events`, ''];
  const measures: readonly (readonly [string, Estimate])[] = [
    ['Concordance (Harrell)', performance.concordance],
    ['Concordance (Uno)', performance.concordanceUno],
    ...performance.auc.map((at) => [`AUC at ${horizon(at.timeDays)}`, at] as const),
    ...performance.calibration.map((at) => [`Observed/expected at ${horizon(at.timeDays)}`, at.observedToExpected] as const),
    ['Observed/expected, whole time', performance.inTheLarge],
    ['Slope of the score', performance.slope],
  ];
  const width = Math.max(...measures.map(([name]) => name.length)) + 2;
  for (const [name, value] of measures) lines.push(`  ${name.padEnd(width)}${estimateLine(value)}`);
  for (const text of localValidation.notAnswered) lines.push(`  not answered: ${text}`);
  lines.push('', 'Criteria for the badge "validated at this site"');
  for (const { text, found, met } of localValidation.criteria)
    lines.push(`  ${met === true ? 'met    ' : met === false ? 'NOT MET' : 'unknown'} ${text}: ${found}`);
  lines.push('', localValidation.verdictText);
  return lines;
}
