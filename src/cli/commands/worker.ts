// SPDX-License-Identifier: Apache-2.0
import { availableParallelism } from 'node:os';
import type { Command } from 'commander';

/** Registers `hepanom worker`. */
export function register(program: Command): void {
  program
    .command('worker')
    .description('run only the jobs (tumour measurement, cohort cases, audit delivery), beside servers on the same Postgres; start as many as needed')
    .option('--config <file>', 'JSON configuration; default: the file named by HEPANOM_CONFIG')
    .addHelpText('after', '\nExample:\n  $ HEPANOM_DATABASE_URL=postgres://hepanom@db/hepanom hepanom worker --config site.json\n')
    .action(async (options: { readonly config?: string }) => {
      const { runUntilSignal } = await import('../run-until-signal.ts');
      await runUntilSignal(async () => {
        const { ConfigError, loadConfig, parseConfig } = await import('../../config.ts');
        const { cohortWork } = await import('../../server/cohort.ts');
        const { startRuntime } = await import('../../server/runtime.ts');
        const config = loadConfig({ file: options.config });
        if (!config.databaseUrl.startsWith('postgres'))
          throw new ConfigError([
            `"databaseUrl" is ${config.databaseUrl}: an embedded database belongs to one process, and "hepanom serve" already runs its jobs. Set a postgres:// address to run workers beside it.`,
          ]);
        const runtime = await startRuntime(parseConfig({ ...config, worker: true }));
        const cohort = cohortWork(runtime, Math.max(1, availableParallelism() - 1));
        await cohort.start();
        process.stderr.write('HepaNom worker takes jobs. Ctrl-C stops it.\n');
        return {
          async stop() {
            await cohort.stop();
            await runtime.stop();
          },
        };
      });
    });
}
