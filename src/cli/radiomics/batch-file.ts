// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '../input-error.ts';
import { csvRecords } from './csv.ts';

/** One row of a batch file. */
export interface BatchCase {
  /** Line of the file on which the row begins, for messages. */
  readonly line: number;
  /** Every cell by column name, as the user wrote it, in the file's order. */
  readonly cells: Readonly<Record<string, string>>;
  /** Absolute paths. */
  readonly image: string;
  readonly mask: string;
  readonly label?: number | 'all';
  readonly labelChannel?: number;
}

/** A batch file as read. */
export interface BatchFile {
  readonly columns: readonly string[];
  /** The file's own names of its columns. */
  readonly imageColumn: string;
  readonly maskColumn: string;
  /** The file's own name of the label column, where it has one. */
  readonly labelColumn?: string;
  readonly cases: readonly BatchCase[];
}

/** Columns with a meaning; PyRadiomics' spelling. Others are carried through to the output. */
const KNOWN = { image: 'Image', mask: 'Mask', label: 'Label', channel: 'Label_channel' } as const;
const MOST_PROBLEMS_SHOWN = 20;

/** The file's column for a known name: its exact spelling first, then any case. */
function columnOf(columns: readonly string[], name: string): string | undefined {
  return columns.find((column) => column === name) ?? columns.find((column) => column.trim().toLowerCase() === name.toLowerCase());
}

function headerProblems(columns: readonly string[]): string[] {
  const problems: string[] = [];
  const missing = [KNOWN.image, KNOWN.mask].filter((name) => columnOf(columns, name) === undefined);
  if (missing.length > 0) {
    const separator = columns.length === 1 && /[;\t]/.test(columns[0]!) ? ' The columns seem to be separated by semicolons or tabs; use commas.' : '';
    problems.push(
      `line 1: there is no column ${missing.map((name) => `"${name}"`).join(' and ')}; the columns are ${columns.map((name) => `"${name}"`).join(', ')}.${separator}`,
    );
  }
  for (const [at, name] of columns.entries()) {
    if (name.trim() === '') problems.push(`line 1: column ${at + 1} has no name.`);
    else if (columns.indexOf(name) < at) problems.push(`line 1: the column "${name}" is there twice.`);
  }
  return problems;
}

/** A whole number from `least` in a cell; an empty cell means that the settings decide. */
function wholeNumber(text: string, least: number): number | undefined | 'bad' {
  if (text.trim() === '') return undefined;
  const value = Number(text);
  return Number.isInteger(value) && value >= least ? value : 'bad';
}

function labelOf(text: string): number | 'all' | undefined | 'bad' {
  return text.trim().toLowerCase() === 'all' ? 'all' : wholeNumber(text, 1);
}

/** All problems of one file in one error, so that one look mends them all. */
class Problems {
  readonly #lines: string[] = [];
  add(...problems: readonly string[]): void {
    this.#lines.push(...problems);
  }
  throwIfAny(file: string): void {
    if (this.#lines.length === 0) return;
    const more = this.#lines.length - MOST_PROBLEMS_SHOWN;
    const shown = this.#lines.slice(0, MOST_PROBLEMS_SHOWN).map((problem) => `\n  ${problem}`);
    throw new InputError(
      'batch-file',
      `${file} cannot be used (${this.#lines.length} ${this.#lines.length === 1 ? 'problem' : 'problems'}); nothing was computed.${shown.join('')}${more > 0 ? `\n  … and ${more} more` : ''}`,
    );
  }
}

/**
 * Reads the text of a batch file: a CSV with the columns Image and Mask (any case), optionally Label (a number or `all`; empty: the settings decide) and
 * Label_channel, and any others. Relative paths are relative to `folder` (the file's own), as in PyRadiomics.
 *
 * @throws InputError `batch-file` that lists every problem with its line; nothing else is looked at before
 */
export function parseBatch(text: string, folder: string, file = 'The batch file'): BatchFile {
  const problems = new Problems();
  const records = csvRecords(text);
  const first = records.next();
  const columns: readonly string[] = first.done === true ? [] : first.value.fields;
  if (columns.length === 0) problems.add('it is empty; its first line must name the columns (Image,Mask,…).');
  else problems.add(...headerProblems(columns));
  problems.throwIfAny(file);
  const column = {
    image: columnOf(columns, KNOWN.image)!,
    mask: columnOf(columns, KNOWN.mask)!,
    label: columnOf(columns, KNOWN.label),
    channel: columnOf(columns, KNOWN.channel),
  };
  const cases: BatchCase[] = [];
  const seen = new Map<string, number>();
  for (const { line, fields } of records) {
    const cells = Object.fromEntries(columns.map((name, at) => [name, fields[at] ?? '']));
    const at = `line ${line}:`;
    if (fields.length > columns.length) problems.add(`${at} ${fields.length} cells, but ${columns.length} columns. Quote cells that hold a comma.`);
    for (const name of [column.image, column.mask]) if (cells[name]!.trim() === '') problems.add(`${at} ${name} is empty.`);
    const label = labelOf(column.label === undefined ? '' : cells[column.label]!);
    const labelChannel = wholeNumber(column.channel === undefined ? '' : cells[column.channel]!, 0);
    if (label === 'bad') problems.add(`${at} ${column.label} must be a whole number from 1, or all; got "${cells[column.label!]}".`);
    if (labelChannel === 'bad') problems.add(`${at} ${column.channel} must be a whole number from 0; got "${cells[column.channel!]}".`);
    const image = path.resolve(folder, cells[column.image]!);
    const mask = path.resolve(folder, cells[column.mask]!);
    const key = JSON.stringify([image, mask, label ?? null, labelChannel ?? null]);
    const before = seen.get(key);
    if (before !== undefined) problems.add(`${at} the same image, mask and label as line ${before}; each region may be there once.`);
    else seen.set(key, line);
    if (label === 'bad' || labelChannel === 'bad') continue;
    cases.push({ line, cells, image, mask, ...(label === undefined ? {} : { label }), ...(labelChannel === undefined ? {} : { labelChannel }) });
  }
  if (cases.length === 0) problems.add('it has no rows under its header.');
  problems.throwIfAny(file);
  return { columns, imageColumn: column.image, maskColumn: column.mask, ...(column.label === undefined ? {} : { labelColumn: column.label }), cases };
}

/** Reads a batch file. @throws InputError `batch-file-missing`, and as {@link parseBatch} */
export function readBatchFile(file: string): BatchFile {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new InputError('batch-file-missing', `The batch file ${file} does not exist or cannot be read.`);
  }
  return parseBatch(text, path.dirname(path.resolve(file)), file);
}
