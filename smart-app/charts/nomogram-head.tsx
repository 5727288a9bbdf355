// SPDX-License-Identifier: Apache-2.0
// Label, hint and number of one nomogram row: beside the axis on a wide page, above it on a narrow one.
import type { ReactNode } from 'react';
import type { NomogramLayout } from './nomogram-layout.ts';
import { Tx } from './svg.tsx';

export interface NomogramHeadProps {
  readonly layout: NomogramLayout;
  readonly y: number;
  readonly label: string;
  readonly hint: string;
  readonly value?: ReactNode;
  readonly tone?: string;
}

export function NomogramHead({ layout, y, label, hint, value, tone = 't-ink' }: NomogramHeadProps) {
  if (layout.narrow)
    return (
      <>
        <Tx x={0} y={y - 20} c="lb t-ink">
          {label}
          {hint && (
            <tspan className="ls" dx={8}>
              {hint}
            </tspan>
          )}
        </Tx>
        {value !== undefined && (
          <Tx x={layout.width} y={y - 20} c={`num-s ${tone}`} anchor="end">
            {value}
          </Tx>
        )}
      </>
    );
  return (
    <>
      <Tx x={0} y={y + (hint ? -1 : 4)} c="lb t-ink">
        {label}
      </Tx>
      {hint && (
        <Tx x={0} y={y + 14} c="ls">
          {hint}
        </Tx>
      )}
      {value !== undefined && (
        <Tx x={layout.width} y={y + 5} c={`num-s ${tone}`} anchor="end">
          {value}
        </Tx>
      )}
    </>
  );
}
