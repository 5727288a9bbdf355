// SPDX-License-Identifier: Apache-2.0
import type { Command } from 'commander';

interface ServeOptions {
  readonly config?: string;
  readonly port?: string;
  readonly host?: string;
}

/** Registers `hepanom serve`. */
export function register(program: Command): void {
  program
    .command('serve')
    .description('run the CDS Hooks service, the app and (unless "worker" is false) the jobs, as a configuration file says')
    .option('--config <file>', 'JSON configuration; default: the file named by HEPANOM_CONFIG')
    .option('--port <number>', 'port to listen on; wins over the configuration')
    .option('--host <name>', 'address to listen on; wins over the configuration')
    .addHelpText('after', '\nExample:\n  $ hepanom serve --config site.json\n  $ HEPANOM_CONFIG=site.json HEPANOM_PORT=8080 hepanom serve\n')
    .action(async (options: ServeOptions) => {
      const { runUntilSignal } = await import('../run-until-signal.ts');
      await runUntilSignal(async () => {
        const { loadConfig } = await import('../../config.ts');
        const { startServer } = await import('../../server/start.ts');
        const given = {
          ...(options.port === undefined ? {} : { HEPANOM_PORT: options.port }),
          ...(options.host === undefined ? {} : { HEPANOM_HOST: options.host }),
        };
        const server = await startServer(loadConfig({ file: options.config, env: { ...process.env, ...given } }));
        process.stderr.write(`HepaNom answers at ${server.publicUrl}/cds-services (listening on ${server.url}). Ctrl-C stops it.\n`);
        return server;
      });
    });
}
