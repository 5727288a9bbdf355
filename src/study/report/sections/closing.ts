// SPDX-License-Identifier: Apache-2.0
import type { Context } from '../context.ts';
import { count, listed } from '../format.ts';
import { escapeHtml } from '../page/escape.ts';
import { raw, type Section, section, table } from '../page/html.ts';
import type { TripodItem } from '../study-report.ts';

/** The reporting checklist, filled by the run where it can know. */
export function tripodSection(context: Context): Section | undefined {
  const { tripod } = context.report;
  if (tripod.length === 0) return undefined;
  const counts = new Map<TripodItem['status'], number>();
  for (const item of tripod) counts.set(item.status, (counts.get(item.status) ?? 0) + 1);
  const words = [...counts].map(([status, n]) => `${count(n)} ${status}`);
  const body = table({
    caption: 'TRIPOD+AI checklist',
    columns: [{ head: 'Item', tight: true }, { head: 'Topic' }, { head: 'Where, and what this run says' }, { head: 'Status' }],
    rows: tripod.map((item) => [
      item.item,
      item.topic,
      raw(
        [item.where === '' ? '' : `<b>${escapeHtml(item.where)}</b>`, item.text === undefined ? '' : escapeHtml(item.text)]
          .filter((part) => part !== '')
          .join('<br>'),
      ),
      raw(`<span class="nb ${item.status === 'filled' ? 'yes' : 'no'}">${escapeHtml(item.status)}</span>`),
    ]),
  });
  return section(
    'tripod',
    'TRIPOD+AI',
    'TRIPOD+AI checklist',
    `Filled by the command where it can be; the rest is left open for the authors. ${listed(words)}.`,
    body,
  );
}

/** What a second run needs to be the same: checksums, seed, software. */
export function inputsSection(context: Context): Section | undefined {
  const { header, models } = context.report;
  const files = [
    ...header.inputs.map((input) => ({ name: input.file, hash: input.sha256, role: 'read' })),
    ...models.flatMap((model) => (model.file === undefined ? [] : [{ name: model.file.name, hash: model.file.hash, role: 'written' }])),
  ];
  if (files.length === 0) return undefined;
  const body = table({
    caption: 'Files and their checksums',
    columns: [
      { head: 'File', long: true },
      { head: 'Role', tight: true },
      { head: 'SHA-256', long: true },
    ],
    rows: files.map((file) => [file.name, file.role, raw(`<code>${escapeHtml(file.hash)}</code>`)]),
  });
  return section(
    'inputs',
    'Files',
    'Files and checksums',
    `${header.software}, seed ${header.seed}. The same files, seed and version give the same numbers.`,
    body,
  );
}
