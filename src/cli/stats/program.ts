// SPDX-License-Identifier: Apache-2.0
// The command line of `hepanom stats`, made from the registry.
import { Command } from 'commander';
import { isUserError } from '../failure.ts';
import { writeAtomically } from '../output-file.ts';
import { readTable } from './data/read-table.ts';
import { flagOf, type Option } from './option.ts';
import { CHAPTERS, type Procedure } from './procedure.ts';
import { PROCEDURES, procedureNamed } from './procedures/index.ts';
import { allOptions, runJson, runProcedure, runText } from './run.ts';

/** Options of the command itself. */
interface OwnOptions {
  readonly data?: string;
  readonly json?: boolean;
  readonly out?: string;
}

/** The column of names and summaries that `--list` prints. */
export function listText(): string {
  const width = Math.max(...PROCEDURES.map(({ name }) => name.length));
  return CHAPTERS.map((chapter) => {
    const own = PROCEDURES.filter((one) => one.chapter === chapter);
    return `${chapter}\n${own.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}\n`).join('')}`;
  }).join('\n');
}

/** The list for programs. */
export function listJson(): string {
  const rows = PROCEDURES.map((one) => ({
    name: one.name,
    aliases: one.aliases,
    chapter: one.chapter,
    summary: one.summary,
    r: one.r,
    options: Object.entries(allOptions(one)).map(([name, { about, placeholder, byDefault, required, repeats }]) => ({
      option: `--${flagOf(name)}`,
      ...(placeholder === '' ? {} : { value: placeholder }),
      about,
      ...(byDefault === undefined ? {} : { default: byDefault }),
      required: required === true,
      repeats: repeats === true,
    })),
  }));
  return `${JSON.stringify(rows, null, 2)}\n`;
}

/** What help and documentation say of an option. */
export function optionText({ about, byDefault, required }: Option): string {
  return `${about}${byDefault === undefined || byDefault === '' ? '' : ` (default ${byDefault})`}${required === true ? ' (required)' : ''}`;
}

/** `--name <value>` as help and documentation write it. */
export const optionFlag = (name: string, { placeholder }: Option): string => `--${flagOf(name)}${placeholder === '' ? '' : ` <${placeholder}>`}`;

/** The example of a procedure as one types it. */
export const exampleOf = ({ name, rows, example }: Procedure): string =>
  `hepanom stats ${name}${rows === 'none' ? '' : ' --data hepatocellular.csv'} ${example}`;

const collect = (text: string, earlier: readonly string[] | undefined): string[] => [...(earlier ?? []), text];

/**
 * The command of one procedure.
 *
 * @param write where results go
 * @param warn where warnings go
 */
export function procedureCommand(procedure: Procedure, write: (text: string) => void, warn: (text: string) => void): Command {
  const command = new Command(`hepanom stats ${procedure.name}`)
    .description(`${procedure.summary}\n\nIn R: ${procedure.r}${procedure.note === undefined ? '' : `\n\n${procedure.note}`}`)
    .showHelpAfterError('(run with --help for its options and an example)')
    .allowExcessArguments(false);
  if (procedure.rows !== 'none') command.option('--data <file>', 'CSV (comma, semicolon or tab) or parquet (required)');
  for (const [name, option] of Object.entries(allOptions(procedure))) {
    if (option.repeats === true) command.option(optionFlag(name, option), optionText(option), collect);
    else command.option(optionFlag(name, option), optionText(option));
  }
  command.option('--json', 'print the full result as JSON').option('--out <file>', 'write it to this file instead of printing it');
  command.addHelpText('after', `\nExample:\n  $ ${exampleOf(procedure)}\n`);
  command.action(async ({ data, json, out, ...given }: OwnOptions & Readonly<Record<string, unknown>>) => {
    try {
      const table = data === undefined ? undefined : await readTable(data);
      const run = runProcedure(procedure, given, table);
      if (json !== true) for (const { code, message } of run.warnings) warn(`warning [${code}]: ${message}\n`);
      const text = json === true ? runJson(run) : runText(run);
      if (out === undefined) write(text);
      else writeAtomically(out, [text]);
    } catch (error) {
      if (!isUserError(error)) throw error;
      command.error(`error [${error.code}]: ${error.message}`);
    }
  });
  return command;
}

/**
 * Runs `hepanom stats` with the arguments after it. The first is the procedure.
 * @throws InputError `procedure-unknown`
 */
export async function runStats(args: readonly string[]): Promise<void> {
  const write = (text: string): void => void process.stdout.write(text);
  await procedureCommand(procedureNamed(args[0] ?? ''), write, (text) => void process.stderr.write(text)).parseAsync(args.slice(1), { from: 'user' });
}
