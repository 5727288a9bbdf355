// SPDX-License-Identifier: Apache-2.0

/** How tied event times enter the likelihood. */
export type Ties = 'efron' | 'breslow';

/**
 * Rows laid out for one pass of a Cox likelihood: by stratum, then by decreasing time, events first within a time.
 * `x` is row-major, centred at the mean and scaled to mean absolute value 1.
 */
export interface PreparedCox {
  readonly n: number;
  readonly p: number;
  readonly nEvents: number;
  readonly x: Float64Array;
  readonly centre: Float64Array;
  /** Scaled x = (x - centre) * scale. */
  readonly scale: Float64Array;
  readonly weights: Float64Array | undefined;
  readonly offset: Float64Array | undefined;
  /** Original row of each prepared row. */
  readonly rows: Int32Array;
  readonly time: Float64Array;
  readonly status: Uint8Array;
  /** First prepared row of each group of one stratum and time, and n at the end. */
  readonly groupStart: Int32Array;
  /** Events in each group: they are its first rows. */
  readonly groupEvents: Int32Array;
  /** 1 where a group opens a stratum. */
  readonly groupOpensStratum: Uint8Array;
  /** Stratum (from 0) of each group. */
  readonly groupStratum: Int32Array;
}

interface Layout {
  readonly time: Float64Array;
  readonly status: Uint8Array;
  /** Row-major, n x p. */
  readonly values: Float64Array;
  readonly p: number;
  readonly stratum?: Int32Array | undefined;
  readonly weights?: Float64Array | undefined;
  readonly offset?: Float64Array | undefined;
}

/** Sorts the rows and centres and scales the covariates; neither changes the fit, both keep Newton's steps well conditioned. */
export function prepareCox(layout: Layout): PreparedCox {
  const { time, status, stratum } = layout;
  const n = time.length;
  const rows = new Int32Array(n);
  for (let i = 0; i < n; i++) rows[i] = i;
  rows.sort((a, b) => (stratum === undefined ? 0 : stratum[a]! - stratum[b]!) || time[b]! - time[a]! || status[b]! - status[a]! || a - b);
  return layOut(layout, rows);
}

/** As `prepareCox` for rows that are in order already; a row may come more than once (bootstrap). */
export function layOut({ time, status, values, p, stratum, weights, offset }: Layout, rows: Int32Array): PreparedCox {
  const n = rows.length;
  const { centre, scale } = centreAndScale(values, p, rows, weights);
  const x = new Float64Array(n * p);
  const sortedTime = new Float64Array(n);
  const sortedStatus = new Uint8Array(n);
  const sortedWeights = weights === undefined ? undefined : new Float64Array(n);
  const sortedOffset = offset === undefined ? undefined : new Float64Array(n);
  let nEvents = 0;
  for (let i = 0; i < n; i++) {
    const row = rows[i]!;
    for (let j = 0; j < p; j++) x[i * p + j] = (values[row * p + j]! - centre[j]!) * scale[j]!;
    sortedTime[i] = time[row]!;
    sortedStatus[i] = status[row]!;
    nEvents += status[row]!;
    if (sortedWeights !== undefined) sortedWeights[i] = weights![row]!;
    if (sortedOffset !== undefined) sortedOffset[i] = offset![row]!;
  }
  const starts: number[] = [];
  const events: number[] = [];
  const opens: number[] = [];
  const strata: number[] = [];
  for (let i = 0; i < n; i++) {
    const newStratum = i === 0 || (stratum !== undefined && stratum[rows[i]!] !== stratum[rows[i - 1]!]);
    if (newStratum || sortedTime[i] !== sortedTime[i - 1]) {
      starts.push(i);
      events.push(0);
      opens.push(newStratum ? 1 : 0);
      strata.push(stratum === undefined ? 0 : stratum[rows[i]!]!);
    }
    events[events.length - 1]! += sortedStatus[i]!;
  }
  starts.push(n);
  return {
    n,
    p,
    nEvents,
    x,
    centre,
    scale,
    weights: sortedWeights,
    offset: sortedOffset,
    rows,
    time: sortedTime,
    status: sortedStatus,
    groupStart: Int32Array.from(starts),
    groupEvents: Int32Array.from(events),
    groupOpensStratum: Uint8Array.from(opens),
    groupStratum: Int32Array.from(strata),
  };
}

function centreAndScale(values: Float64Array, p: number, rows: Int32Array, weights: Float64Array | undefined): { centre: Float64Array; scale: Float64Array } {
  const centre = new Float64Array(p);
  const scale = new Float64Array(p);
  let total = 0;
  for (const row of rows) {
    const w = weights === undefined ? 1 : weights[row]!;
    total += w;
    for (let j = 0; j < p; j++) centre[j] = centre[j]! + w * values[row * p + j]!;
  }
  for (let j = 0; j < p; j++) centre[j] = centre[j]! / total;
  for (const row of rows) {
    const w = weights === undefined ? 1 : weights[row]!;
    for (let j = 0; j < p; j++) scale[j] = scale[j]! + w * Math.abs(values[row * p + j]! - centre[j]!);
  }
  // A constant column differs from its own mean by rounding only; scaling that up would make it look like information.
  for (let j = 0; j < p; j++) scale[j] = scale[j]! / total > 1e-13 * Math.abs(centre[j]!) ? total / scale[j]! : 0;
  return { centre, scale };
}
