// SPDX-License-Identifier: Apache-2.0

/** One record of a CSV file and the line it begins on (1-based, as an editor counts). */
export interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

/**
 * Cells of a CSV text, one record at a time (RFC 4180: commas, double quotes, quoted line breaks; LF or CRLF; a byte order mark is skipped).
 * Blank lines are left out, as Python's `csv.DictReader` does. An open quote at the end of the text ends there.
 */
export function* csvRecords(text: string): Generator<CsvRecord> {
  let fields: string[] = [];
  let field = '';
  let quoted = false;
  let line = 1;
  let start = 1;
  const last = text.length;
  for (let at = text.startsWith('\uFEFF') ? 1 : 0; at <= last; at++) {
    const character = at < last ? text[at]! : '\n';
    if (character === '\n') line += 1;
    if (quoted && at < last) {
      if (character !== '"') field += character;
      else if (text[at + 1] === '"') {
        field += '"';
        at += 1;
      } else quoted = false;
    } else if (character === '"' && field === '') quoted = true;
    else if (character === ',') {
      fields.push(field);
      field = '';
    } else if (character === '\n') {
      fields.push(field.endsWith('\r') ? field.slice(0, -1) : field);
      if (fields.length > 1 || fields[0] !== '') yield { line: start, fields };
      fields = [];
      field = '';
      start = line;
    } else field += character;
  }
}

/** One cell, quoted only where it must be (as Python's csv module does). */
export function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One line of CSV with its line feed. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\n`;
}
