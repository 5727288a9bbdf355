// SPDX-License-Identifier: Apache-2.0
import type { Command } from 'commander';
import { featureNames } from '../../radiomics/params.ts';
import { isUserError } from '../failure.ts';
import { assertWritable, writeAtomically } from '../output-file.ts';
import { runBatchCommand } from '../radiomics/batch-command.ts';
import { explain } from '../radiomics/explain.ts';
import { checkOptions, type ExtractOptions, type ExtractSurroundings, settingsOf } from '../radiomics/extract-options.ts';
import { EXTRACT_HELP } from '../radiomics/help-text.ts';
import { failedRegions, remarkLines } from '../radiomics/say-remarks.ts';
import { runSensitivity } from '../radiomics/sensitivity-command.ts';
import { extractSingle } from '../radiomics/single-run.ts';

/**
 * Runs the command.
 * @returns exit status: 0 all well; 1 some of several regions or cases failed; 130 interrupted
 * @throws errors with a `code` for everything the user can change
 */
export async function runExtract(options: ExtractOptions, surroundings: ExtractSurroundings): Promise<number> {
  checkOptions(options);
  const { stdout, stderr } = surroundings;
  const say = (text: string): void => void stderr.write(text);
  if (options.batch !== undefined) return runBatchCommand(options, surroundings);
  if (options.out !== undefined) assertWritable(options.out);
  const write = (text: string): void => (options.out === undefined ? stdout(text) : writeAtomically(options.out, [text]));
  if (options.explain !== undefined) write(explain(options.explain));
  else if (options.list === true)
    write(
      featureNames(settingsOf(options))
        .map((name) => `${name}\n`)
        .join(''),
    );
  else if (options.sensitivity === true) write(await runSensitivity(options, surroundings));
  else {
    const { text, format, remarks } = await extractSingle(options);
    write(text);
    // JSON has warnings and notes beside the values
    for (const line of remarkLines(remarks, format === 'json' ? ['error'] : ['error', 'warning', 'note'])) say(line);
    return failedRegions(remarks) > 0 ? 1 : 0;
  }
  return 0;
}

/** Registers `hepanom extract`. */
export function register(program: Command): void {
  program
    .command('extract')
    .description('compute radiomic features of segmented tumours, number for number as PyRadiomics does')
    .option('--image <file|folder>', 'image: NRRD, NIfTI, or a folder with one DICOM series')
    .option('--mask <file>', 'mask: NRRD, NIfTI, DICOM segmentation or RT structure set')
    .option('--batch <file.csv>', 'many cases: a table with the columns Image and Mask, optionally Label and Label_channel')
    .option('--profile <name>', 'rad-score (five features), hcc-1874 (all 1874), or default (as PyRadiomics without a parameter file)')
    .option('--params <file>', 'PyRadiomics parameter file (YAML or JSON)')
    .option('--label <n|all>', "label of the region (default: the parameter file's, else 1); all: each label of the mask gets its own row")
    .option('--components', 'each connected part of a label gets its own row, the largest first')
    .option('--segment <n>', 'segment number of a DICOM segmentation, or structure number of an RT structure set, with several')
    .option('--compat <version>', 'PyRadiomics version to match: 3.x or 2.2.0', '3.x')
    .option('--itk <version>', 'ITK version to match: 4.13 or 5 (default: the one that goes with --compat)')
    .option('--format <json|csv>', 'output format (default: by the ending of --out, else json for one case, csv for many)')
    .option('--out <file>', 'write to a file instead of standard output; the file is never half written')
    .option('--time', 'add the seconds of each stage: "time" in JSON, diagnostics_Time_… columns in CSV')
    .option('--jobs <n>', 'threads (default: one per core; a single case with few features takes one)')
    .option('--resume', 'with --batch: keep what an earlier, also an interrupted run has computed on the same voxels with the same settings')
    .option('--validate', 'with --batch: only check the table and whether its files are there')
    .option('--format-path <how>', 'with --batch: how Image and Mask are written: given (as in the table), absolute, or basename')
    .option('--list', 'print the names of the features that a profile or parameter file gives, and nothing else')
    .option('--explain <name>', 'print what a feature, a feature class or an image type means')
    .option('--sensitivity', 'extract again with other choices and print how far each feature moves')
    .option('--noise-hu <sd>', 'with --sensitivity: standard deviation of the added noise in HU (default 10)')
    .option('--draws <n>', 'with --sensitivity: number of noise draws (default 3)')
    .option('--seed <n>', 'with --sensitivity: seed of the noise (default 1)')
    .option('--pad <list>', 'with --sensitivity: padDistances to try (default 0,5,10)')
    .option('--sigma-percent <p>', 'with --sensitivity: change of each LoG sigma, both ways (default 10)')
    .option('--mask-step <reach>', 'with --sensitivity: erode and dilate in-plane (default) or 3d')
    .option('--top <n>', 'with --sensitivity: features in the printed table (default 40)')
    .addHelpText('after', EXTRACT_HELP)
    .action(async (options: ExtractOptions) => {
      const interrupt = new AbortController();
      const onSignal = (): void => {
        if (interrupt.signal.aborted || options.batch === undefined) process.exit(130);
        interrupt.abort();
      };
      process.on('SIGINT', onSignal);
      process.on('SIGTERM', onSignal);
      // the reader of a pipe (head, less) may leave early; that is no failure
      process.stdout.on('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'EPIPE') process.exit(0);
        throw error;
      });
      try {
        process.exitCode = await runExtract(options, { stdout: (text) => void process.stdout.write(text), stderr: process.stderr, signal: interrupt.signal });
      } catch (error) {
        if (!isUserError(error)) throw error;
        process.stderr.write(`error [${error.code}]: ${error.message}\n`);
        process.exitCode = 2;
      } finally {
        process.off('SIGINT', onSignal);
        process.off('SIGTERM', onSignal);
      }
    });
}
