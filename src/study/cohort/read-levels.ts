// SPDX-License-Identifier: Apache-2.0
import type { Level } from '../definition/study-definition.ts';
import { codeText, foldedText, isMissing, quoted } from '../table/cells.ts';
import type { TableProblem } from '../table/table.ts';
import type { LevelColumn } from './cohort.ts';
import { type Reading, WrongCells } from './reading.ts';

/** Which level a text means, exactly or probably. */
interface Lookup {
  readonly exact: ReadonlyMap<string, number>;
  readonly loose: ReadonlyMap<string, number>;
}

function lookup(levels: readonly Level[]): Lookup {
  const exact = new Map<string, number>();
  const loose = new Map<string, number>();
  levels.forEach((level, i) => {
    for (const value of level.values) exact.set(codeText(value), i);
    for (const text of [level.code, level.label.en, level.label.zh]) if (!loose.has(foldedText(text))) loose.set(foldedText(text), i);
  });
  // What stands in the study file as a value wins over codes and labels.
  levels.forEach((level, i) => {
    for (const value of level.values) loose.set(foldedText(value), i);
  });
  return { exact, loose };
}

/** `"male" is written "M" (12 patients), "male" (1 patient)` */
function codingsText(level: Level, cells: ReadonlyMap<string, number>, hidden: boolean): string {
  const forms = hidden ? 'in different ways' : [...cells].map(([cell, n]) => `${quoted(cell)} (${n === 1 ? '1 patient' : `${n} patients`})`).join(', ');
  const wanted = level.values.map(quoted).join(' or ');
  return `the level ${quoted(level.label.en)} is written ${forms}; write ${wanted} as the study file says, or list all these texts under \`value\` there`;
}

/**
 * Levels of a column for the given rows. Texts that are no level, and texts that are a level in another spelling, become problems.
 *
 * @param rows positions in the table
 */
export function readLevels(read: Reading, column: string, levels: readonly Level[], rows: readonly number[]): LevelColumn {
  const index = new Int16Array(rows.length).fill(-1);
  const result: LevelColumn = { kind: 'levels', levels: levels.map((level) => level.code), labels: levels.map((level) => level.label.en), index };
  const at = read.at.get(column);
  if (at === undefined) return result;
  const { exact, loose } = lookup(levels);
  const unknown = new WrongCells(read, column);
  /** By level: how many patients have each spelling. */
  const spellings = levels.map(() => new Map<string, number>());
  const otherSpelling = levels.map((): number[] => []);
  rows.forEach((row, i) => {
    const cell = read.table.rows[row]![at]!;
    if (isMissing(cell)) return;
    const exactly = exact.get(codeText(cell));
    const level = exactly ?? loose.get(foldedText(cell));
    if (level === undefined) {
      unknown.add('unknown-level', row, cell);
      return;
    }
    const line = read.table.rowNumbers[row]!;
    spellings[level]!.set(cell, (spellings[level]!.get(cell) ?? 0) + 1);
    if (exactly === undefined || cell !== cell.trim()) otherSpelling[level]!.push(line);
    index[i] = level;
  });
  const allowed = levels.map((level) => level.values.map(quoted).join(' or ')).join(', ');
  unknown.report(
    (_, values) => `${values} is none of the values in the study file (${allowed}); correct it, add the level, or leave the cell empty where it is not known`,
  );
  levels.forEach((level, i) => {
    if (otherSpelling[i]!.length === 0) return;
    const problem: TableProblem = {
      code: 'two-codings',
      file: read.table.name,
      column,
      rows: otherSpelling[i]!,
      message: codingsText(level, spellings[i]!, column === read.idColumn),
    };
    read.problems.push(problem);
  });
  return result;
}
