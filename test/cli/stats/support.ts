// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url';
import { procedureNamed } from '../../../src/cli/stats/procedures/index.ts';
import { procedureCommand } from '../../../src/cli/stats/program.ts';

/** The cohort that comes with the package. */
export const cohortFile = fileURLToPath(new URL('../../../fhir-fixtures/cohorts/hepatocellular.csv', import.meta.url));

/** Runs a procedure as typed, apart from the shell. Refusals are thrown as commander's errors, whose message is the printed one. */
export async function runStatsCommand(name: string, args: readonly string[]): Promise<{ readonly out: string; readonly warnings: string }> {
  let out = '';
  let warnings = '';
  const write = (text: string): void => {
    out += text;
  };
  const warn = (text: string): void => {
    warnings += text;
  };
  const command = procedureCommand(procedureNamed(name), write, warn)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  await command.parseAsync([...args], { from: 'user' });
  return { out, warnings };
}

/** What `--json` prints. */
export interface StatsJson<R> {
  readonly procedure: string;
  readonly data: { readonly rows: number; readonly used: number; readonly leftOut: number; readonly factors: readonly { column: string; levels: string[] }[] };
  readonly result: R;
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
}

/** The JSON of one run; arguments with spaces between them. */
export async function statsJson<R>(name: string, args: string): Promise<StatsJson<R>> {
  return JSON.parse((await runStatsCommand(name, [...args.split(' '), '--json'])).out);
}
