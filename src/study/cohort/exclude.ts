// SPDX-License-Identifier: Apache-2.0
import type { Exclusion, StudyDefinition } from '../definition/study-definition.ts';
import { codeText, foldedText, isMissing, type NotANumber, parseNumber, quoted } from '../table/cells.ts';
import type { FlowStep } from './cohort.ts';
import { notANumberText } from './read-number.ts';
import { type Reading, WrongCells } from './reading.ts';

export interface Included {
  /** Positions in the table. */
  readonly rows: readonly number[];
  readonly flow: readonly FlowStep[];
}

/** The codes of a rule, as they are and with case and spaces made alike. */
interface Codes {
  readonly exact: ReadonlySet<string>;
  readonly loose: ReadonlySet<string>;
}

/** Whether a cell meets a rule; a code of what is wrong when the cell should be a number and is none, or is the rule's code in another spelling. */
function meets(cell: string, rule: Exclusion, codes: Codes): boolean | string {
  if (rule.missing === true) return isMissing(cell);
  if (isMissing(cell)) return false;
  if (rule.equals !== undefined) return codes.exact.has(codeText(cell)) || (codes.loose.has(foldedText(cell)) ? 'two-codings' : false);
  const value = parseNumber(cell);
  if (typeof value === 'string') return value;
  return rule.below !== undefined ? value < rule.below : value > rule.above!;
}

function spellingText(values: string, rule: Exclusion): string {
  return `${values} is ${rule.equals!.map(quoted).join(' or ')} of the exclusion ${quoted(rule.reason)} in another spelling; write it alike, or list the text under \`equals\``;
}

/** Applies the exclusions in their order: a patient counts under the first rule that is met. Damaged rows are left out unseen. */
export function exclude(read: Reading, definition: StudyDefinition): Included {
  const { table } = read;
  const all = table.rows.map((_, row) => row).filter((row) => !table.damagedRows?.has(row));
  let rows: readonly number[] = all;
  const leftOut = new Map<string, number>();
  for (const rule of definition.exclusions) {
    const at = read.at.get(rule.column);
    if (at === undefined) continue;
    const codes: Codes = { exact: new Set((rule.equals ?? []).map(codeText)), loose: new Set((rule.equals ?? []).map(foldedText)) };
    const wrong = new WrongCells(read, rule.column);
    const kept = rows.filter((row) => {
      const cell = table.rows[row]![at]!;
      const met = meets(cell, rule, codes);
      if (typeof met !== 'string') return !met;
      wrong.add(met, row, cell);
      return true;
    });
    // The same cells are read again where the column is a candidate; one message is enough.
    const isReadAgain = definition.candidates.some((candidate) => candidate.kind === 'number' && candidate.column === rule.column);
    if (!isReadAgain) wrong.report((code, values) => (code === 'two-codings' ? spellingText(values, rule) : notANumberText(code as NotANumber, values)));
    const n = rows.length - kept.length;
    leftOut.set(rule.reason, (leftOut.get(rule.reason) ?? 0) + n);
    if (n === 0 && rule.equals !== undefined)
      read.notes.push({
        code: 'exclusion-unused',
        file: table.name,
        column: rule.column,
        message: `no patient is left out for ${quoted(rule.reason)}: no cell is ${rule.equals.map(quoted).join(' or ')}`,
      });
    rows = kept;
  }
  if (all.length > 0 && rows.length === 0)
    read.problems.push({ code: 'nobody-left', file: table.name, message: 'the exclusions leave nobody; check `exclusions` in the study file' });
  return {
    rows,
    flow: [
      { label: 'Patients in the file', n: all.length, leftOut: [...leftOut].filter(([, n]) => n > 0).map(([reason, n]) => ({ reason, n })) },
      { label: 'Patients studied', n: rows.length, leftOut: [] },
    ],
  };
}
