// SPDX-License-Identifier: Apache-2.0
// What the nomogram chart draws, in points; made from the model file by view/nomogram-view.ts. Words arrive formatted.
import type { GroupId } from './svg.tsx';

export interface NomogramTick {
  /** Position in points of the axis it belongs to. */
  readonly at: number;
  readonly major: boolean;
  readonly label?: string;
}

export interface NomogramRow {
  readonly key: string;
  readonly label: string;
  readonly hint: string;
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly NomogramTick[];
  /** Level labels sit under their own tick; numbers may be thinned out. */
  readonly continuous: boolean;
  /** The patient's place; absent when the input is missing. */
  readonly patient?: { readonly at: number; readonly points: string; readonly level?: string };
}

export interface RfsAxis {
  readonly years: number;
  readonly label: string;
  readonly ticks: readonly NomogramTick[];
  /** Present for one patient: whole numbers as words, and the range as places on the total's scale. */
  readonly patient?: { readonly n: string; readonly lower: string; readonly upper: string; readonly from?: number; readonly to?: number };
  /** Present for bounds: `33–71`. */
  readonly bounds?: string;
}

export interface NomogramModel {
  /** The chart in one sentence. */
  readonly label: string;
  readonly rows: readonly NomogramRow[];
  readonly total: {
    readonly max: number;
    readonly patient?: { readonly at: number; readonly shown: string; readonly sum: string };
    readonly bounds?: { readonly from: number; readonly to: number; readonly shown: string };
    readonly cutoff?: { readonly at: number; readonly points: string; readonly score: string; readonly below: GroupId; readonly above: GroupId };
  };
  readonly rfs: readonly RfsAxis[];
}
