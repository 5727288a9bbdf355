// SPDX-License-Identifier: Apache-2.0
// What calibrate, validate and monitor have in common at the command line: a model file and a study's patients.
import path from 'node:path';
import { packageVersion } from '../../config/package-root.ts';
import type { LoadedModel } from '../../nomogram/prepare.ts';
import type { Cohort } from '../../study/cohort/cohort.ts';
import type { StudyDefinition } from '../../study/definition/study-definition.ts';
import { reportHtml } from '../../study/report/report-html.ts';
import type { Estimate, StudyReport } from '../../study/report/study-report.ts';
import { profileMismatch } from '../../study/validate/profile.ts';
import type { RunFacts } from '../../study/validate/report-frame.ts';
import { InputError } from '../input-error.ts';
import { loadModelByName } from '../model/model-store.ts';
import { readStudyTables } from './read-tables.ts';

export type PatientRows = 'all' | 'training' | 'validation';

/** A model with the patients it is put to. */
export interface ModelOnStudy {
  readonly model: LoadedModel;
  /** As the user named it, without its folder. */
  readonly modelFile: string;
  readonly definition: StudyDefinition;
  readonly cohort: Cohort;
  readonly rows?: Int32Array;
  readonly run: RunFacts;
  /** Things worth a second look. */
  readonly notes: readonly string[];
  readonly folder: string;
}

/**
 * Loads a model file (all its checks) and a study's tables.
 *
 * @throws InputError for files and data, ModelFileError for the model, InputError `profile-differs` for features of other settings
 */
export async function modelOnStudy(modelName: string, studyFile: string, set: PatientRows, now: Date): Promise<ModelOnStudy> {
  const model = loadModelByName(modelName);
  const { definition, cohort, inputs, notes, profile, folder } = await readStudyTables(studyFile);
  const said = notes.map(({ message }) => message);
  if (model.file.radScore !== undefined && cohort.features !== undefined) {
    const differs = profile === undefined ? undefined : profileMismatch(model, profile);
    if (differs !== undefined)
      throw new InputError(
        'profile-differs',
        `The features of ${definition.features!.file} were not extracted as model ${model.file.id} expects: ${differs}. Extract them again with the model's settings (hepanom model check shows the model, hepanom extract computes).`,
      );
    if (profile === undefined) said.push('The study names no parameter file, so nobody can tell whether its features were extracted as the model expects.');
  }
  const rows = set === 'all' ? undefined : set === 'training' ? cohort.training : cohort.validation;
  if (rows?.length === 0) throw new InputError('set-empty', `The study has no ${set} patients; its file says \`split: ${definition.split.method}\`.`);
  const modelFile = path.basename(modelName);
  return {
    model,
    modelFile: modelFile.endsWith('.json') ? modelFile : `${modelFile}.json`,
    definition,
    cohort,
    ...(rows === undefined ? {} : { rows }),
    run: {
      madeIso: now.toISOString(),
      software: `hepanom ${packageVersion()}`,
      inputs: [{ file: `${modelFile} (canonical content)`, sha256: model.file.hash }, ...inputs],
    },
    notes: said,
    folder,
  };
}

/** The two files of a report. */
export function reportFiles(report: StudyReport): Map<string, string> {
  return new Map([
    ['report.html', reportHtml(report)],
    ['report.json', `${JSON.stringify(report, null, 2)}\n`],
  ]);
}

const two = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** `0.71 (0.65–0.77)`, `–` where there is none. */
export function estimateLine(estimate: Estimate | undefined): string {
  if (estimate === undefined || estimate.value === null) return '–';
  const { value, lower, upper } = estimate;
  return `${two.format(value)}${typeof lower === 'number' && typeof upper === 'number' ? ` (${two.format(lower)}–${two.format(upper)})` : ''}`;
}

/** Warnings and notes of a run, for the terminal. */
export function warningLines(report: StudyReport, notes: readonly string[]): string[] {
  const lines = [
    ...report.warnings.map(({ severity, message }) => `  ${severity === 'serious' ? '!' : '-'} ${message}`),
    ...notes.map((note) => `  - ${note}`),
  ];
  return lines.length === 0 ? [] : ['', 'Warnings', ...lines];
}
