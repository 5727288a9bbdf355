// SPDX-License-Identifier: Apache-2.0
// Building blocks of the page. Plain strings are escaped here; only `Html` passes as it is.
import { EN_DASH } from '../format.ts';
import { escapeHtml } from './escape.ts';

/** Markup that is already safe. */
export interface Html {
  readonly html: string;
}

export type Words = string | Html;

/** Marks markup as safe; only for strings made of escaped parts. */
export function raw(html: string): Html {
  return { html };
}

export function render(words: Words): string {
  return typeof words === 'string' ? escapeHtml(words) : words.html;
}

export interface Column {
  readonly head: string;
  /** Right-aligned numbers. */
  readonly numeric?: boolean;
  /** Codes and single words: as narrow as they are. */
  readonly tight?: boolean;
  /** Long names that may break anywhere. */
  readonly long?: boolean;
}

export interface TableRow {
  readonly cells: readonly Words[];
  /** A level under the row above. */
  readonly sub?: boolean;
}

export interface TableOptions {
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (TableRow | readonly Words[])[];
  /** What an en dash in this table means. */
  readonly dash?: string;
}

/** A table with caption and row headings; the first column heads its row. Scrolls inside itself where a screen is narrower than it. */
export function table(options: TableOptions): string {
  const heads = options.columns.map((column) => `<th scope="col"${classes(column)}>${escapeHtml(column.head)}</th>`).join('');
  const rows = options.rows.map((row) => {
    const { cells, sub } = 'cells' in row ? row : { cells: row, sub: false };
    const body = cells.map((cell, i) => {
      const column = options.columns[i] ?? { head: '' };
      return i === 0 ? `<th scope="row"${classes(column, sub === true ? 'sub' : '')}>${render(cell)}</th>` : `<td${classes(column)}>${render(cell)}</td>`;
    });
    return `<tr>${body.join('')}</tr>`;
  });
  const dashed = rows.some((row) => row.includes(`>${EN_DASH}<`));
  const note = dashed ? `<p class="xs">${EN_DASH} ${escapeHtml(options.dash ?? 'could not be estimated from these patients')}.</p>` : '';
  return `<div class="sx" role="group" aria-label="${escapeHtml(options.caption)}" tabindex="0"><table><caption class="vh">${escapeHtml(options.caption)}</caption><thead><tr>${heads}</tr></thead><tbody>${rows.join('')}</tbody></table></div>${note}`;
}

function classes(column: Column, more = ''): string {
  const names = [column.numeric === true ? 'n' : '', column.long === true ? 'long' : '', column.tight === true ? 'tight' : '', more].filter(
    (name) => name !== '',
  );
  return names.length === 0 ? '' : ` class="${names.join(' ')}"`;
}

/** Folded content; `kind` `data` for the numbers of a figure, `more` for a part of a section, `screen-only` where paper would be wasted on it. */
export function folded(summary: Words, content: string, kind: 'data' | 'more' | 'screen-only' = 'data'): string {
  return `<details class="${kind}"><summary>${render(summary)}</summary>${content}</details>`;
}

export interface Drawing {
  readonly height: number;
  readonly body: string;
}

export interface FigureOptions {
  /** One sentence with the real numbers. */
  readonly label: string;
  readonly widths: readonly number[];
  readonly draw: (width: number) => Drawing;
  /** The numbers of the figure as a table (HTML). */
  readonly data: string;
  readonly dataTitle: string;
  readonly caption?: string;
}

/** A figure drawn once per width; the browser shows the one that fits. Its numbers are folded under it. */
export function figure(options: FigureOptions): string {
  const drawings = options.widths.map((width, i) => {
    const { height, body } = options.draw(width);
    const from = i === 0 ? 'f0' : `f${width}`;
    const next = options.widths[i + 1];
    const until = next === undefined ? '' : ` t${next}`;
    const h = Math.ceil(height);
    return `<svg class="chart v ${from}${until}" width="${width}" height="${h}" viewBox="0 0 ${width} ${h}" role="img" aria-label="${escapeHtml(options.label)}">${body}</svg>`;
  });
  const caption = options.caption === undefined ? '' : `<figcaption>${escapeHtml(options.caption)}</figcaption>`;
  return `<figure><div class="fig">${drawings.join('')}</div>${caption}</figure>${folded(`Table: ${options.dataTitle}`, `<div class="cols${columnsOnPaper(options.data)}">${options.data}</div>`)}`;
}

/** Narrow tables share a sheet of paper side by side. */
function columnsOnPaper(tables: string): number {
  const widest = Math.max(...tables.split('<thead>').map((part) => part.split('</thead>')[0]!.split('<th ').length - 1));
  const longNames = tables.includes('class="long"');
  if (widest <= 2) return longNames ? 2 : 4;
  if (widest === 3) return longNames ? 2 : 3;
  return widest === 4 && !longNames ? 2 : 1;
}

export interface Section {
  readonly id: string;
  /** Short name in the table of contents. */
  readonly nav: string;
  readonly html: string;
}

/** A section with heading and an opening sentence. */
export function section(id: string, nav: string, title: string, lede: Words, body: string, tag?: string): Section {
  const tagged = tag === undefined ? '' : `<span class="tag">${escapeHtml(tag)}</span>`;
  const opening = render(lede);
  return {
    id,
    nav,
    html: `<section id="${id}" aria-labelledby="${id}-h"><h2 id="${id}-h">${escapeHtml(title)}${tagged}</h2>${opening === '' ? '' : `<p class="lede">${opening}</p>`}${body}</section>`,
  };
}

export function paragraph(words: Words, className = 's'): string {
  return `<p class="${className}">${render(words)}</p>`;
}

export function heading(words: string): string {
  return `<h3>${escapeHtml(words)}</h3>`;
}

/** Blocks side by side where there is room. */
export function sideBySide(blocks: readonly string[]): string {
  return `<div class="two">${blocks.map((block) => `<div>${block}</div>`).join('')}</div>`;
}
