// SPDX-License-Identifier: Apache-2.0
import type { Command } from 'commander';
import { compareWithReference } from '../../radiomics/ibsi/compliance.ts';
import { CONFIGURATIONS, type Configuration } from '../../radiomics/ibsi/configurations.ts';
import { publishedReference } from '../../radiomics/ibsi/reference/reference.ts';
import { runConfiguration } from '../../radiomics/ibsi/run.ts';
import { PIPELINE_ID } from '../../radiomics/pipeline.ts';
import { isUserError } from '../failure.ts';
import { type Phantom, type PhantomName, readPhantom } from '../ibsi/phantoms.ts';
import { type ConfigurationReport, reportJson, reportText, totalsLine, totalsOf } from '../ibsi/print-report.ts';
import { readReferenceFile } from '../ibsi/reference-files.ts';
import { InputError } from '../input-error.ts';

interface IbsiOptions {
  readonly data: string;
  readonly reference?: string;
  readonly configuration?: string;
  readonly json?: boolean;
  readonly summary?: boolean;
}

const EXAMPLE = `
Computes IBSI-1's six data sets (digital phantom; chest CT, configurations A to E) with the engine's IBSI mode and compares every feature with the
initiative's reference value: a value passes within the published tolerance, or within half a unit of the reference's last digit.
Reference values that the engine has no feature for are listed by family. The exit code is 1 when a value fails.

--data is a folder with ibsi_1_digital_phantom and ibsi_1_ct_radiomics_phantom (NIfTI), as in github.com/theibsi/data_sets.

Examples:
  $ hepanom ibsi --data ibsi-data
  $ hepanom ibsi --data ibsi-data --configuration digital-phantom,c --summary
  $ hepanom ibsi --data ibsi-data --reference reference-values --json > ibsi-report.json
`;

function chosen(list: string | undefined): readonly Configuration[] {
  if (list === undefined) return CONFIGURATIONS;
  const known = CONFIGURATIONS.map(({ id }) => id as string);
  const asked = list.split(',').map((name) => name.trim().toLowerCase());
  const wrong = asked.find((name) => !known.includes(name));
  if (wrong !== undefined) throw new InputError('option', `There is no configuration "${wrong}"; the configurations are ${known.join(', ')}.`);
  return CONFIGURATIONS.filter(({ id }) => asked.includes(id));
}

/**
 * Runs the command.
 * @param print receives each configuration's text (or the whole JSON) as soon as it is known
 * @returns whether every comparable value passed
 * @throws errors with a `code` for everything the user can change
 */
export async function runIbsi(options: IbsiOptions, print: (text: string) => void): Promise<boolean> {
  const reports: ConfigurationReport[] = [];
  const phantoms = new Map<PhantomName, Phantom>();
  for (const configuration of chosen(options.configuration)) {
    const phantom = phantoms.get(configuration.phantom) ?? (await readPhantom(options.data, configuration.phantom));
    phantoms.set(configuration.phantom, phantom);
    const { id } = configuration;
    const references = options.reference === undefined ? publishedReference(id) : readReferenceFile(options.reference, id);
    const report = { configuration, ...compareWithReference(runConfiguration(configuration, phantom.image, phantom.mask), references) };
    reports.push(report);
    if (options.json !== true) print(`${reportText(report, options.summary !== true)}\n`);
  }
  const totals = totalsOf(reports);
  if (options.json === true) print(`${JSON.stringify({ pipeline: PIPELINE_ID, totals, configurations: reports.map(reportJson) }, null, 2)}\n`);
  else print(`${totalsLine(totals)}\n`);
  return totals.failed === 0;
}

/** Registers `hepanom ibsi`. */
export function register(program: Command): void {
  program
    .command('ibsi')
    .description('print the IBSI-1 compliance report: phantoms and configurations A to E against the reference values')
    .requiredOption('--data <dir>', "folder with IBSI-1's two phantoms")
    .option('--reference <dir>', 'folder with reference values as CSV (default: the published ones)')
    .option('--configuration <ids>', 'only these: digital-phantom, a, b, c, d, e (separated by commas)')
    .option('--summary', 'print totals and failures only')
    .option('--json', 'print the whole report as JSON')
    .addHelpText('after', EXAMPLE)
    .action(async (options: IbsiOptions) => {
      try {
        if (!(await runIbsi(options, (text) => process.stdout.write(text)))) process.exitCode = 1;
      } catch (error) {
        if (!isUserError(error)) throw error;
        process.stderr.write(`error [${error.code}]: ${error.message}\n`);
        process.exitCode = 2;
      }
    });
}
