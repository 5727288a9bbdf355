// SPDX-License-Identifier: Apache-2.0
import type { Table } from '../../study/table/table.ts';
import type { SurvivalWarning } from '../../survival/index.ts';
import { InputError } from '../input-error.ts';
import { expandColumns } from './data/expand.ts';
import { type Factor, Frame, type Reading } from './data/frame.ts';
import { didYouMean } from './data/suggest.ts';
import { flagOf, maybeColumns, type Options, pairs } from './option.ts';
import { type Block, blocksText } from './print/block.ts';
import { finiteJson } from './print/finite-json.ts';
import type { Procedure } from './procedure.ts';

/** How a table is read, for every procedure that takes one. */
export const READING = {
  categorical: maybeColumns('columns whose numbers name classes'),
  reference: pairs('first level of a class column; default the first in order', 'column=level'),
  where: pairs('only rows with this value; repeat for further columns, or for alternatives of one column'),
} as const satisfies Options;

/** Options of a procedure with those of its table. */
export const allOptions = (procedure: Procedure): Options => (procedure.rows === 'none' ? procedure.options : { ...procedure.options, ...READING });

/** One run, complete enough to be printed or written as JSON. */
export interface StatsRun {
  readonly procedure: string;
  readonly r: string;
  readonly data?: { readonly file: string; readonly rows: number; readonly used: number; readonly leftOut: number; readonly factors: readonly Factor[] };
  readonly options: Readonly<Record<string, unknown>>;
  readonly result: unknown;
  readonly warnings: readonly SurvivalWarning[];
  readonly blocks: readonly Block[];
}

/** Options from the command line, all problems in one message. @throws InputError `option` */
export function parseOptions(options: Options, given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const problems: string[] = [];
  const known = Object.keys(options);
  for (const name of Object.keys(given))
    if (!known.includes(name)) problems.push(`--${flagOf(name)} is not an option of this procedure.${didYouMean(flagOf(name), known.map(flagOf))}`);
  const values: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(options)) {
    if (option.required === true && given[name] === undefined) {
      problems.push(`--${flagOf(name)} is needed: ${option.about}.`);
      continue;
    }
    const parsed = option.schema.safeParse(given[name]);
    if (parsed.success) values[name] = parsed.data;
    else problems.push(...parsed.error.issues.map((issue) => `--${flagOf(name)} ${issue.message}.`));
  }
  if (problems.length > 0) throw new InputError('option', problems.join('\n'));
  return values;
}

/** Warnings of a result and of its parts, each once. */
function warningsIn(result: unknown, found: SurvivalWarning[]): void {
  if (typeof result !== 'object' || result === null || ArrayBuffer.isView(result)) return;
  for (const [key, value] of Object.entries(result)) {
    if (key !== 'warnings' || !Array.isArray(value)) warningsIn(value, found);
    else
      for (const warning of value as SurvivalWarning[])
        if (!found.some((one) => one.code === warning.code && one.message === warning.message)) found.push(warning);
  }
}

/**
 * Runs a procedure.
 *
 * @param given options as texts by name (lists where an option may be repeated, true for a switch)
 * @param table rows of the file; not needed by procedures without data
 * @throws InputError, and SurvivalError of the statistics
 */
export function runProcedure(procedure: Procedure, given: Readonly<Record<string, unknown>>, table?: Table): StatsRun {
  const options = allOptions(procedure);
  const values = parseOptions(options, given);
  const needsTable = procedure.rows !== 'none';
  if (needsTable && table === undefined) throw new InputError('option', '--data is needed: a CSV or parquet file.');
  const own = needsTable ? expandColumns(options, values, table!) : values;
  const columns = needsTable ? [...new Set(Object.entries(procedure.options).flatMap(([name, option]) => option.columnsOf?.(own[name]) ?? []))] : [];
  const reading: Reading = {
    where: (own.where as Reading['where'] | undefined) ?? [],
    categorical: (own.categorical as readonly string[] | undefined) ?? [],
    reference: (own.reference as Reading['reference'] | undefined) ?? [],
  };
  const source = table ?? { name: '', columns: [], rows: [[]], rowNumbers: [1] };
  const frame = new Frame(source, columns, reading, procedure.rows === 'complete');
  const raw = procedure.run(frame, own as never);
  const warnings = [...frame.warnings];
  warningsIn(raw, warnings);
  const { json, notFinite } = finiteJson(raw);
  if (notFinite.length > 0)
    warnings.push({
      code: 'not-finite',
      message: `no finite value at ${notFinite.slice(0, 5).join(', ')}${notFinite.length > 5 ? ` and ${notFinite.length - 5} more` : ''}: null there`,
    });
  return {
    procedure: procedure.name,
    r: procedure.r,
    ...(needsTable ? { data: { file: source.name, rows: frame.rowsRead, used: frame.n, leftOut: frame.leftOut, factors: frame.factors } } : {}),
    options: given,
    result: json,
    warnings,
    blocks: procedure.print(raw as never),
  };
}

/** The run as JSON. */
export function runJson({ blocks: _, ...run }: StatsRun): string {
  return `${JSON.stringify(run, null, 2)}\n`;
}

/** The run as text: what it is, what it was made of, the tables. */
export function runText({ r, procedure, data, blocks }: StatsRun): string {
  const head = [`${procedure}, in R: ${r}`];
  if (data !== undefined) {
    head.push(`${data.file}: ${data.used} of ${data.rows} rows used`);
    for (const { column, levels } of data.factors) head.push(`${column}: levels ${levels.join(', ')}; reference ${levels[0]}`);
  }
  return `${head.join('\n')}\n\n${blocksText(blocks)}`;
}
