// SPDX-License-Identifier: Apache-2.0
import { linear } from '../chart/scale.ts';
import { rect, text } from '../chart/svg.ts';
import { shortenMiddle } from '../chart/words.ts';
import { percent } from '../format.ts';
import { type Drawing, figure, table } from '../page/html.ts';
import { HALF } from '../page/widths.ts';

export interface FrequencyRow {
  readonly feature: string;
  readonly share: number;
  /** In the model as fitted on the real patients. */
  readonly inModel: boolean;
}

const MOST = 15;

/** How often each feature or candidate was chosen in bootstrap samples. */
export function frequencyFigure(rows: readonly FrequencyRow[], samples: number, what: string): string {
  const shown = rows.slice(0, MOST);
  const first = rows[0];
  return figure({
    label: `Share of ${samples} bootstrap samples in which each ${what} was chosen: ${first === undefined ? 'none' : `most often ${first.feature}, ${percent(first.share)}`}; ${rows.filter((row) => row.share >= 0.5).length} in at least half of them.`,
    widths: HALF,
    draw: (width) => drawBars(width, shown),
    dataTitle: `how often each ${what} was chosen`,
    data: table({
      caption: `Share of bootstrap samples in which each ${what} was chosen`,
      columns: [
        { head: what === 'feature' ? 'Feature' : 'Candidate', long: true },
        { head: 'Chosen', numeric: true },
        { head: 'In the model', tight: true },
      ],
      rows: rows.slice(0, 100).map((row) => [row.feature, percent(row.share), row.inModel ? 'yes' : 'no']),
    }),
    caption: `${rows.length > MOST ? `The ${MOST} chosen most often of ${rows.length}. ` : ''}Strong bars: in the model fitted on the real patients.`,
  });
}

function drawBars(width: number, rows: readonly FrequencyRow[]): Drawing {
  const pitch = 34;
  const x = linear([0, 1], [0, width - 44]);
  let body = '';
  rows.forEach((row, i) => {
    const y = 4 + i * pitch;
    body += text(0, y + 11, shortenMiddle(row.feature, width), 'tk');
    body += rect(0, y + 16, Math.max(1, x(row.share)), 8, row.inModel ? 'bar on' : 'bar') + text(x(row.share) + 8, y + 25, percent(row.share), 'num-s');
  });
  const bottom = 4 + rows.length * pitch;
  return { height: bottom + 2, body };
}
