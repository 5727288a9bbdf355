// SPDX-License-Identifier: Apache-2.0

/** Rows of a CSV text with quoted fields, as objects by header name. Throws a plain message when a row does not fit the header. */
export function parseCsv(text: string, name: string): Record<string, string>[] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let quoted = false;
  const endField = (): void => {
    row.push(field);
    field = '';
  };
  const endRow = (): void => {
    endField();
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
  };
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (quoted) {
      if (c === '"' && text[i + 1] === '"') field += text[++i]!;
      else if (c === '"') quoted = false;
      else field += c;
    } else if (c === '"') quoted = true;
    else if (c === ',') endField();
    else if (c === '\n') endRow();
    else if (c !== '\r') field += c;
  }
  if (quoted) throw new Error(`${name}: a quoted field does not end`);
  if (field !== '' || row.length > 0) endRow();
  const [header, ...body] = rows;
  if (header === undefined) throw new Error(`${name}: the file is empty`);
  return body.map((fields, i) => {
    if (fields.length !== header.length) throw new Error(`${name}: row ${i + 2} has ${fields.length} fields, the header has ${header.length}`);
    return Object.fromEntries(header.map((column, j) => [column, fields[j]!]));
  });
}
