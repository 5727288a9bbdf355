// SPDX-License-Identifier: Apache-2.0
// What a result looks like as text: facts and tables, aligned.
import { numberColumn, numberText, pText } from './number-text.ts';

/** A cell: a number, a text, or nothing. */
export type Cell = number | string | null | undefined;

/** How a column is written: numbers at four significant digits (default), P values, whole values as they are, or text. */
export type CellKind = 'number' | 'p' | 'text';

export interface TableBlock {
  readonly title?: string;
  readonly head: readonly string[];
  readonly kinds: readonly CellKind[];
  readonly rows: readonly (readonly Cell[])[];
}

export interface FactsBlock {
  readonly title?: string;
  readonly facts: readonly (readonly [label: string, value: Cell, kind?: CellKind])[];
}

export type Block = TableBlock | FactsBlock;

/** A table; a head ending in `P` or named `p` holds P values, one starting with `@` text. */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[], title?: string): TableBlock {
  const kinds = head.map((name): CellKind => (name.startsWith('@') ? 'text' : /(^|\s)P$/.test(name) ? 'p' : 'number'));
  return { head: head.map((name) => name.replace(/^@/, '')), kinds, rows, ...(title === undefined ? {} : { title }) };
}

/** Labelled values; a label ending in `P` holds a P value. */
export function facts(entries: readonly (readonly [string, Cell])[], title?: string): FactsBlock {
  return {
    facts: entries.map(([label, value]) => [label, value, /(^|\s)P$/.test(label) ? 'p' : 'number'] as const),
    ...(title === undefined ? {} : { title }),
  };
}

/** Stands where there is no value. */
export const NOTHING = '-';

const one = (cell: Cell, kind: CellKind): string => {
  if (cell === null || cell === undefined) return NOTHING;
  if (typeof cell === 'string') return cell;
  return kind === 'p' ? pText(cell) : numberText(cell);
};

function columnText(cells: readonly Cell[], kind: CellKind): string[] {
  const plain = kind === 'number' && cells.every((cell) => typeof cell !== 'string');
  return plain
    ? numberColumn(
        cells.map((cell) => (typeof cell === 'number' ? cell : null)),
        NOTHING,
      )
    : cells.map((cell) => one(cell, kind));
}

function tableText({ head, kinds, rows }: TableBlock): string {
  const texts = head.map((name, k) => [
    name,
    ...columnText(
      rows.map((row) => row[k]),
      kinds[k]!,
    ),
  ]);
  const left = kinds.map((kind, k) => kind === 'text' || rows.some((row) => typeof row[k] === 'string'));
  const widths = texts.map((cells) => Math.max(...cells.map((cell) => cell.length)));
  const line = (i: number): string =>
    texts
      .map((cells, k) => (left[k] ? cells[i]!.padEnd(widths[k]!) : cells[i]!.padStart(widths[k]!)))
      .join('  ')
      .trimEnd();
  return Array.from({ length: rows.length + 1 }, (_, i) => `${line(i)}\n`).join('');
}

function factsText(block: FactsBlock): string {
  const width = Math.max(0, ...block.facts.map(([label]) => label.length));
  return block.facts.map(([label, value, kind = 'number']) => `${label.padEnd(width)}  ${one(value, kind)}\n`).join('');
}

/** Blocks as text with an empty line between them. */
export function blocksText(blocks: readonly Block[]): string {
  return blocks.map((block) => (block.title === undefined ? '' : `${block.title}\n`) + ('facts' in block ? factsText(block) : tableText(block))).join('\n');
}
