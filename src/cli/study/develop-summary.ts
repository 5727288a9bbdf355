// SPDX-License-Identifier: Apache-2.0
import { counted } from '../../study/report/format.ts';
import type { Estimate, StudyReport } from '../../study/report/study-report.ts';
import { durationText } from './progress.ts';

const two = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

function figure(estimate: Estimate | undefined): string {
  if (estimate?.value === null || estimate?.value === undefined) return '–';
  const { value, lower, upper } = estimate;
  const limits = typeof lower === 'number' && typeof upper === 'number' ? ` (${two.format(lower)}–${two.format(upper)})` : '';
  return `${two.format(value)}${limits}`;
}

/** What a person wants to see first, for the terminal. @param folder where the files are */
export function developSummary(report: StudyReport, folder: string, files: readonly string[]): string {
  const lines: string[] = [];
  const sets = report.sets.map(({ set, n, events }) => `${set} ${counted(n, 'patient')}, ${counted(events, 'event')}`);
  lines.push(`${report.title}`, sets.join('; '), '');
  lines.push('Concordance (95 % interval)');
  const rows = report.models.map((model) => {
    const at = (set: string): string => figure(model.performance.find((one) => one.set === set)?.concordance);
    const corrected = model.optimism?.find(({ measure }) => measure === 'concordance')?.corrected;
    return [model.title, at('training'), figure(corrected), at('validation')];
  });
  const table = [['', 'apparent', 'corrected', 'validation'], ...rows];
  const widths = table[0]!.map((_, k) => Math.max(...table.map((row) => row[k]!.length)));
  for (const row of table) lines.push(`  ${row.map((cell, k) => cell.padEnd(widths[k]!)).join('  ')}`.trimEnd());
  if (report.bootstrap !== undefined) {
    const { samples, failed, seconds, cores } = report.bootstrap;
    lines.push(
      '',
      `${counted(samples, 'bootstrap sample')} of the whole procedure in ${durationText(seconds)} on ${counted(cores, 'thread')}, ${failed} failed.`,
    );
  }
  lines.push('', `Written to ${folder}: ${files.join(', ')}`);
  if (report.warnings.length > 0) {
    lines.push('', 'Warnings:');
    for (const { severity, message } of report.warnings) lines.push(`  ${severity === 'serious' ? '!' : '-'} ${message}`);
  }
  return `${lines.join('\n')}\n`;
}
