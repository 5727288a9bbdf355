// SPDX-License-Identifier: Apache-2.0
import type { Command } from 'commander';
import { isUserError } from '../failure.ts';
import type { DoctorOptions } from '../imaging/archive/doctor-command.ts';

const MARKS = { ok: '✓', warning: '!', failed: '✗' } as const;

const HELP = `
Exit status
  --config: 0, or 1 when a check failed. --dicomweb: 0 all ok, 1 something wants attention, 2 something fails.

With --dicomweb one study is read (a CT with an outline, where there is one, or --study) and nothing is stored unless --store-test is given; then a tiny image of nobody, which is
named. What is printed holds counts, codes and times: no names, no identifiers, no descriptions; UIDs only with --show-uids.

Examples:
  $ hepanom doctor --config site.json
  $ hepanom doctor --dicomweb https://pacs.example/dicom-web --token-env PACS_TOKEN

Stop an embedded-database server before --config: one process holds it.
`;

async function examineConfig(options: DoctorOptions): Promise<void> {
  const { examine } = await import('../../server/doctor.ts');
  const findings = await examine({ file: options.config });
  if (options.json === true) process.stdout.write(`${JSON.stringify({ ok: findings.every(({ verdict }) => verdict !== 'failed'), findings }, null, 2)}\n`);
  else for (const { check, verdict, message } of findings) process.stdout.write(`${MARKS[verdict]} ${check}: ${message}\n`);
  if (findings.some(({ verdict }) => verdict === 'failed')) process.exitCode = 1;
}

/** Registers `hepanom doctor`. */
export function register(program: Command): void {
  program
    .command('doctor')
    .description('check a configuration (settings, database, models, app, each EHR and its archive), or walk one DICOMweb archive')
    .option('--config <file>', 'JSON configuration; default: the file named by HEPANOM_CONFIG')
    .option('--dicomweb <url>', 'walk this archive (the address that "/studies" is added to): what it supports, how fast, what would fail')
    .option('--study <uid>', 'with --dicomweb: the study to look at')
    .option('--token-env <name>', "with --dicomweb: environment variable with the archive's bearer token")
    .option('--timeout <seconds>', 'with --dicomweb: longest silence of the archive (default 60)')
    .option('--max-mb <n>', 'with --dicomweb: most megabytes of a series that are fetched (default 200)')
    .option('--store-test', 'with --dicomweb: store a tiny object of our own and read it back')
    .option('--show-uids', 'with --dicomweb: show the UID of the study that was looked at')
    .option('--json', 'print the findings as JSON')
    .addHelpText('after', HELP)
    .action(async (options: DoctorOptions) => {
      try {
        const { checkDoctorOptions, runArchiveDoctor } = await import('../imaging/archive/doctor-command.ts');
        checkDoctorOptions(options);
        if (options.dicomweb === undefined) await examineConfig(options);
        else
          process.exitCode = await runArchiveDoctor(options, {
            env: process.env,
            nowIso: new Date().toISOString(),
            print: (text) => void process.stdout.write(text),
          });
      } catch (error) {
        if (!isUserError(error)) throw error;
        process.stderr.write(`error [${error.code}]: ${error.message}\n`);
        process.exitCode = 2;
      }
    });
}
