// SPDX-License-Identifier: Apache-2.0
import type { ComparedValue, ComplianceReport } from '../../radiomics/ibsi/compliance.ts';
import type { Configuration } from '../../radiomics/ibsi/configurations.ts';

/** A configuration's report. */
export interface ConfigurationReport extends ComplianceReport {
  readonly configuration: Configuration;
}

export interface Totals {
  readonly compared: number;
  readonly passed: number;
  readonly failed: number;
  readonly notCompared: number;
}

/** Counts over reports. */
export function totalsOf(reports: readonly ComplianceReport[]): Totals {
  const compared = reports.flatMap((report) => report.compared);
  const passed = compared.filter(({ passes }) => passes).length;
  const notCompared = reports.flatMap((report) => report.notCompared).reduce((sum, { tags }) => sum + tags.length, 0);
  return { compared: compared.length, passed, failed: compared.length - passed, notCompared };
}

const DIGITS = 6;
const short = (value: number): string => String(Number(value.toPrecision(DIGITS)));

function row(cells: readonly string[]): string {
  const widths = [34, 14, 14, 12];
  return `  ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' ')}`.trimEnd();
}

function line({ tag, ours, reference, tolerance, passes }: ComparedValue): string {
  return row([tag, short(ours), String(reference), String(tolerance), passes ? 'pass' : 'FAIL']);
}

/** How a line about totals reads. */
export function totalsLine({ compared, passed, failed, notCompared }: Totals): string {
  return `${compared} reference values compared: ${passed} pass, ${failed} fail; ${notCompared} reference values have no counterpart`;
}

/**
 * A configuration's report as text.
 * @param everything false: failures only
 */
export function reportText(report: ConfigurationReport, everything: boolean): string {
  const shown = everything ? report.compared : report.compared.filter(({ passes }) => !passes);
  return [
    report.configuration.title,
    ...(shown.length === 0 ? [] : [row(['tag', 'ours', 'reference', 'tolerance', '']), ...shown.map(line)]),
    `  ${totalsLine(totalsOf([report]))}`,
    ...report.notCompared.map(({ family, reason, tags }) => `    ${family}, ${tags.length}: ${reason}\n      ${tags.join(' ')}`),
    '',
  ].join('\n');
}

/** A configuration's report as plain data. */
export function reportJson({ configuration, compared, notCompared }: ConfigurationReport): object {
  const { id, title, params } = configuration;
  return { id, title, params, totals: totalsOf([{ compared, notCompared }]), compared, notCompared };
}
