// SPDX-License-Identifier: Apache-2.0
// What a text cell means: nothing, a number, a date, or a code.

/** Texts that mean "no value", besides nothing at all. */
const MISSING = new Set(['', 'na', 'n/a', 'null', '.']);

/** True for empty, NA, N/A, null and `.`, in upper or lower case. */
export function isMissing(cell: string): boolean {
  return cell.length < 12 && MISSING.has(cell.trim().toLowerCase());
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** Why a cell is not the number it should be. */
export type NotANumber = 'decimal-comma' | 'thousands-separator' | 'comparator' | 'unit-in-cell' | 'not-finite' | 'not-a-number';

function whyNot(text: string): NotANumber {
  if (/^[+-]?(nan|inf|infinity|#num!|#div\/0!|#n\/a|#value!)$/i.test(text)) return 'not-finite';
  if (/^[+-]?\d{1,3}([,.' \u00a0\u202f]\d{3})+([.,]\d+)?$/.test(text) && !/^[+-]?\d+,\d{3}$/.test(text)) return 'thousands-separator';
  // 1,234 may be either; both are told by the same words
  if (/^[+-]?\d*,\d+([eE][+-]?\d+)?$/.test(text)) return 'decimal-comma';
  if (/^[<>≤≥=~]+\s*[\d.,]/.test(text)) return 'comparator';
  if (/^[+-]?\d[\d.]*(\s+[A-Za-zµμ%][\wµμ%/*^.\s]*|\s*%|\s*[A-Za-zµμ]+\/[A-Za-z]+|(mg|kg|g|cm|mm|days?|d|months?|years?|y|s))$/i.test(text))
    return 'unit-in-cell';
  return 'not-a-number';
}

/** The number of a cell that is not missing, or why it is none. Points only, no grouping: a comma could mean either. */
export function parseNumber(cell: string): number | NotANumber {
  const text = cell.trim();
  if (!NUMBER.test(text)) return whyNot(text);
  const value = Number(text);
  return Number.isFinite(value) ? value : 'not-finite';
}

/** Day number (days since 1970-01-01) of an ISO date, with or without a time of day; undefined for anything else. */
export function parseIsoDay(cell: string): number | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})(T.*|\s+\d{2}:\d{2}.*)?$/.exec(cell.trim());
  if (match === null) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return date.getTime() / 86_400_000;
}

/** A code as it is compared: trimmed, and `1`, `01` and `1.0` are one number. */
export function codeText(cell: string): string {
  const text = cell.trim();
  return NUMBER.test(text) ? String(Number(text)) : text;
}

/** A code with upper and lower case and inner spaces made alike, to find two codings of one thing. */
export function foldedText(cell: string): string {
  return codeText(cell).toLowerCase().replace(/\s+/g, ' ');
}

/** A value as a message may quote it: short, and never beyond a line break, behind which another patient's row may begin. */
export function quoted(cell: string): string {
  const line = /^[^\r\n]*/.exec(cell)![0];
  const text = line.length > 24 || line.length < cell.length ? `${line.slice(0, 23)}…` : cell;
  return JSON.stringify(text);
}
