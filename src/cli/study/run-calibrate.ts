// SPDX-License-Identifier: Apache-2.0

import { type AskedMethod, calibrateModel } from '../../study/calibrate/calibrate-model.ts';
import type { GroupsChoice } from '../../study/calibrate/groups.ts';
import { METHOD_WORDS } from '../../study/calibrate/words.ts';
import { decimals } from '../../study/report/format.ts';
import type { StudyReport, UpdatingSection } from '../../study/report/study-report.ts';
import { sha256 } from '../model/model-store.ts';
import { assertNew, assertWritable, writeAtomically } from '../output-file.ts';
import { estimateLine, modelOnStudy, type PatientRows, reportFiles, warningLines } from './model-on-study.ts';
import { assertOutputFolder, writeFolder } from './output-folder.ts';

export interface RunCalibrate {
  readonly model: string;
  readonly study: string;
  readonly out: string;
  readonly report?: string;
  readonly method: AskedMethod;
  readonly alpha: number;
  readonly standardise?: boolean;
  readonly without?: readonly string[];
  readonly groups: GroupsChoice;
  readonly id?: string;
  readonly set: PatientRows;
  readonly force?: boolean;
  readonly now: Date;
}

/**
 * `hepanom calibrate`: reads, updates, writes the new model file (and the report) as a whole.
 *
 * @returns what the terminal shows
 */
export async function runCalibrate(options: RunCalibrate): Promise<string> {
  const { out, report: reportFolder, force = false } = options;
  assertWritable(out);
  assertNew(out, '--out', force);
  if (reportFolder !== undefined) assertOutputFolder(reportFolder, force);
  const { model, definition, cohort, rows, run, notes } = await modelOnStudy(options.model, options.study, options.set, options.now);
  const result = calibrateModel(model, cohort, definition, {
    method: options.method,
    alpha: options.alpha,
    groups: options.groups,
    ...(options.standardise === true ? { standardise: true } : {}),
    ...(options.without === undefined ? {} : { without: options.without }),
    ...(options.id === undefined ? {} : { id: options.id }),
    ...(rows === undefined ? {} : { rows }),
    run,
    sha256Hex: sha256,
  });
  if (reportFolder !== undefined) writeFolder(reportFolder, reportFiles(result.report), force);
  if (result.file !== undefined) writeAtomically(out, [`${JSON.stringify(result.file, null, 2)}\n`]);
  const written = [result.file === undefined ? undefined : out, reportFolder].filter((name) => name !== undefined);
  return `${[...calibrationLines(result.report), ...warningLines(result.report, notes), '', written.length === 0 ? 'Nothing was written: the model is kept as it is.' : `Written: ${written.join(', ')}`].join('\n')}\n`;
}

const four = (value: number | null): string => (value === null ? '–' : String(Number(value.toPrecision(4))));
const pText = (p: number | null): string => (p === null ? '–' : p < 0.001 ? '< 0.001' : String(Number(p.toPrecision(2))));

/** The tests, the choice and what changed. */
export function calibrationLines(report: StudyReport): string[] {
  const { updating } = report;
  if (updating === undefined) return [];
  const lines = [report.title, `${updating.n} patients, ${updating.events} events`, '', `Tests (level ${updating.alpha}; * decides)`];
  for (const test of updating.tests)
    lines.push(
      `  ${test.decides ? '*' : ' '} ${test.name.padEnd(30)} chi-square ${decimals(test.statistic, 2).padStart(8)}  df ${String(test.df).padStart(2)}  P ${pText(test.p).padEnd(8)} ${test.question}`,
    );
  lines.push('', `Chosen: ${updating.chosen} (${METHOD_WORDS[updating.chosen].en})`, updating.reason);
  lines.push('', `Observed over expected events ${estimateLine(updating.level)}; slope of the score ${estimateLine(updating.slope)}`);
  if (updating.standardisation.length > 0) {
    lines.push('', 'Standardisation constants of this site');
    for (const { feature, mean, sd, n } of updating.standardisation) lines.push(`  ${feature}: mean ${four(mean)}, sd ${four(sd)} (n ${n})`);
  }
  lines.push('', 'Coefficients', ...coefficientLines(updating));
  if (updating.horizonsDropped.length > 0)
    lines.push('', ...updating.horizonsDropped.map(({ years, reason }) => `No probability at ${years} years: ${reason}.`));
  if (updating.child !== undefined)
    lines.push(
      '',
      `New version ${updating.child.id} ${updating.child.version} from ${updating.parent.id} ${updating.parent.version} (sha256 ${updating.child.hash})`,
    );
  return lines;
}

function coefficientLines({ coefficients }: UpdatingSection): string[] {
  return coefficients.map(
    ({ label, before, after, refit }) => `  ${label.padEnd(36)} ${four(before).padStart(9)} -> ${four(after).padStart(9)}   refitted ${estimateLine(refit)}`,
  );
}
