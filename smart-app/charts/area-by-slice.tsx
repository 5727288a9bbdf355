// SPDX-License-Identifier: Apache-2.0
// Tumour area by slice: where in the stack the lesion lies, with the current slice marked.
import { scaleLinear } from 'd3-scale';
import { area, curveMonotoneX } from 'd3-shape';
import type { Catalogue } from '../i18n/catalogue.ts';
import { Chart, Dot, Ln, Tx } from './svg.tsx';

export interface AreaBySliceProps {
  readonly width: number;
  /** cm² per slice, first slice first. */
  readonly areaCm2: readonly number[];
  /** Zero-based. */
  readonly slice: number;
  readonly largest: number;
  readonly t: Catalogue;
}

const HEIGHT = 84;
const BASE = HEIGHT - 22;

/** First and last slice with tumour, zero-based; undefined when there is none. */
export function extent(areaCm2: readonly number[]): readonly [number, number] | undefined {
  const first = areaCm2.findIndex((a) => a > 0);
  if (first < 0) return undefined;
  return [first, areaCm2.findLastIndex((a) => a > 0)];
}

export function AreaBySlice({ width: W, areaCm2, slice, largest, t }: AreaBySliceProps) {
  const count = areaCm2.length;
  const x = scaleLinear([0, Math.max(1, count - 1)], [0, W]);
  const y = scaleLinear([0, Math.max(1e-9, ...areaCm2) * 1.1], [BASE, 20]);
  const span = extent(areaCm2);
  const shape = area<number>()
    .x((k) => x(k))
    .y0(BASE)
    .y1((k) => y(areaCm2[k] ?? 0))
    .curve(curveMonotoneX);
  const drawn = span ? Array.from({ length: span[1] - span[0] + 3 }, (_, i) => Math.max(0, Math.min(count - 1, span[0] - 1 + i))) : [];
  const ticks = [...new Set([0, ...(span ?? []), count - 1])].filter((k, i, all) => i === 0 || x(k) - x(all[i - 1]!) > 24 || k === count - 1);
  const right = x(slice) < W - 70;
  return (
    <Chart width={W} height={HEIGHT} label={t.area.label(String(largest + 1))}>
      <Tx x={0} y={10} c="ls">
        {t.area.axis}
      </Tx>
      <path d={shape(drawn) ?? ''} className="area" />
      <Ln x1={0} y1={BASE} x2={W} y2={BASE} c="axis f" />
      <Ln x1={x(slice)} y1={18} x2={x(slice)} y2={BASE} c="join" />
      <Dot x={x(slice)} y={y(areaCm2[slice] ?? 0)} r={3.5} c="mk" />
      {ticks.map((k) => (
        <Tx key={k} x={x(k)} y={HEIGHT - 6} c="tk" anchor={k === 0 ? 'start' : k === count - 1 ? 'end' : 'middle'}>
          {k + 1}
        </Tx>
      ))}
      <Tx x={x(slice) + (right ? 8 : -8)} y={26} c="ls" anchor={right ? 'start' : 'end'}>
        {t.area.slice(String(slice + 1))}
      </Tx>
    </Chart>
  );
}
