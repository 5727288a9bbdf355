// SPDX-License-Identifier: Apache-2.0
import type { Command } from 'commander';

const MARKS = { ok: '✓', warning: '!', failed: '✗' } as const;

/** Registers `hepanom doctor`. */
export function register(program: Command): void {
  program
    .command('doctor')
    .description('check a configuration: settings, database, models, app, and for each EHR its FHIR server, keys, backend token and image archive')
    .option('--config <file>', 'JSON configuration; default: the file named by HEPANOM_CONFIG')
    .option('--json', 'print the findings as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ hepanom doctor --config site.json\n\nIt ends with status 1 when a check failed. Stop an embedded-database server first: one process holds it.\n',
    )
    .action(async (options: { readonly config?: string; readonly json?: boolean }) => {
      const { examine } = await import('../../server/doctor.ts');
      const findings = await examine({ file: options.config });
      if (options.json === true) process.stdout.write(`${JSON.stringify({ ok: findings.every(({ verdict }) => verdict !== 'failed'), findings }, null, 2)}\n`);
      else for (const { check, verdict, message } of findings) process.stdout.write(`${MARKS[verdict]} ${check}: ${message}\n`);
      if (findings.some(({ verdict }) => verdict === 'failed')) process.exitCode = 1;
    });
}
