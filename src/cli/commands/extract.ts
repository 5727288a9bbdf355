// SPDX-License-Identifier: Apache-2.0
import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { imageStatistics } from '../../radiomics/diagnostics.ts';
import { type Extraction, extractFeatures } from '../../radiomics/extract.ts';
import { type Compatibility, type ExtractionSettings, parseParams, RAD_SCORE_PROFILE } from '../../radiomics/params.ts';
import { InputError } from '../radiomics/input-error.ts';
import { readParamsFile } from '../radiomics/params-file.ts';
import { readImageInput, readMaskInput } from '../radiomics/read-inputs.ts';

interface ExtractOptions {
  readonly image: string;
  readonly mask: string;
  readonly profile?: string;
  readonly params?: string;
  readonly label?: string;
  readonly segment?: string;
  readonly compat: string;
  readonly format: string;
  readonly out?: string;
}

const EXAMPLE = `
Images: NRRD, NIfTI (.nii, .nii.gz), or a folder with one DICOM series. Masks: NRRD or NIfTI labels, or a DICOM segmentation (.dcm, with a DICOM folder).
--profile rad-score computes the five features of the rad-score; --params computes what a PyRadiomics parameter file asks for, or refuses by name what it cannot.
Numbers are PyRadiomics' own (3.x by default): same definitions, same rounding, same order.

Examples:
  $ hepanom extract --image ct.nrrd --mask tumour.nrrd --profile rad-score
  $ hepanom extract --image ct-folder --mask tumour-seg.dcm --profile rad-score --out features.json
  $ hepanom extract --image ct.nii.gz --mask labels.nii.gz --label 2 --params params.yaml --format csv --out features.csv
`;

const COMPATIBILITIES: Readonly<Record<string, Compatibility>> = { '3': '3.x', '3.x': '3.x', '3.0.1': '3.x', '3.1.0': '3.x', '2.2.0': '2.2.0' };

function wholeNumber(text: string, option: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InputError('option', `${option} must be a whole number from 1, got "${text}".`);
  return value;
}

function settingsOf(options: ExtractOptions): ExtractionSettings {
  const compat = COMPATIBILITIES[options.compat];
  if (compat === undefined) throw new InputError('compat-not-supported', `--compat ${options.compat} is not supported; use 3.x (default) or 2.2.0.`);
  if ((options.profile === undefined) === (options.params === undefined)) throw new InputError('option', 'Give either --profile rad-score or --params FILE.');
  if (options.profile !== undefined && options.profile !== 'rad-score')
    throw new InputError('profile-unknown', `There is no profile "${options.profile}"; use rad-score, or --params FILE.`);
  const base = options.params === undefined ? { ...RAD_SCORE_PROFILE, compat } : parseParams(readParamsFile(options.params), { compat });
  return options.label === undefined ? base : { ...base, label: wholeNumber(options.label, '--label') };
}

const csvField = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

function csvValue(value: string | number | readonly number[]): string {
  return csvField(Array.isArray(value) ? `(${value.join(', ')})` : String(value));
}

/** Result as text: one flat JSON object with `diagnostics`, or PyRadiomics' CSV (a row of names, a row of values). */
export function formatExtraction({ features, diagnostics }: Pick<Extraction, 'features' | 'diagnostics'>, format: 'json' | 'csv'): string {
  if (format === 'json') return `${JSON.stringify({ ...features, diagnostics }, null, 2)}\n`;
  const columns = Object.entries({ ...diagnostics, ...features });
  return `${columns.map(([name]) => csvField(name)).join(',')}\n${columns.map(([, value]) => csvValue(value)).join(',')}\n`;
}

/** Runs the command; @returns the text to print. @throws errors with a `code` for everything the user can change */
export async function runExtract(options: ExtractOptions): Promise<string> {
  if (options.format !== 'json' && options.format !== 'csv') throw new InputError('option', `--format must be json or csv, got "${options.format}".`);
  const settings = settingsOf(options);
  const input = await readImageInput(options.image, settings.compat);
  const mask = readMaskInput(options.mask, input, settings.labelChannel, options.segment === undefined ? undefined : wholeNumber(options.segment, '--segment'));
  const { features, diagnostics } = extractFeatures(input.image, mask, settings);
  return formatExtraction({ features, diagnostics: { ...diagnostics, ...imageStatistics('diagnostics_Image-original', input.image) } }, options.format);
}

/** A failure that the user can act on carries a machine code; anything else is a bug and keeps its stack. */
function isUserError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && typeof (error as { code?: unknown }).code === 'string';
}

/** Registers `hepanom extract`. */
export function register(program: Command): void {
  program
    .command('extract')
    .description('compute radiomic features of a segmented tumour, number for number as PyRadiomics does')
    .requiredOption('--image <file|folder>', 'image: NRRD, NIfTI, or a folder with one DICOM series')
    .requiredOption('--mask <file>', 'mask: NRRD, NIfTI, or a DICOM segmentation')
    .option('--profile <name>', 'rad-score: the five features of the rad-score')
    .option('--params <file>', 'PyRadiomics parameter file (YAML or JSON)')
    .option('--label <n>', "label of the region (default: the parameter file's, else 1)")
    .option('--segment <n>', 'segment number of a DICOM segmentation with several')
    .option('--compat <version>', 'PyRadiomics version to match: 3.x or 2.2.0', '3.x')
    .option('--format <json|csv>', 'output format', 'json')
    .option('--out <file>', 'write to a file instead of standard output')
    .addHelpText('after', EXAMPLE)
    .action(async (options: ExtractOptions) => {
      try {
        const text = await runExtract(options);
        if (options.out === undefined) process.stdout.write(text);
        else writeFileSync(options.out, text);
      } catch (error) {
        if (!isUserError(error)) throw error;
        process.stderr.write(`error [${error.code}]: ${error.message}\n`);
        process.exitCode = 2;
      }
    });
}
