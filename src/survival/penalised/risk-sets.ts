// SPDX-License-Identifier: Apache-2.0

/**
 * The risk sets of subjects sorted by increasing time. An event at t has at risk everyone with time ≥ t, so that a censoring tied with
 * an event is still at risk: ties are compared exactly and never separated by adding a small number (which fails once times exceed 2⁸).
 */
export interface RiskSets {
  readonly n: number;
  readonly nEvents: number;
  /** 1 = event, in time order. */
  readonly status: Uint8Array;
  /** Per distinct event time: the first row at risk, and the number of events. */
  readonly firstAtRisk: Int32Array;
  readonly eventsAt: Float64Array;
  /** Per row: how many distinct event times lie at or before its own time. */
  readonly passed: Int32Array;
  /** Log-likelihood of the saturated model, −Σ d log d over event times (0 without ties). */
  readonly saturated: number;
}

/** Risk sets of rows that are in increasing order of `time`. */
export function riskSets(time: ArrayLike<number>, status: Uint8Array): RiskSets {
  const n = time.length;
  const first: number[] = [];
  const events: number[] = [];
  const passed = new Int32Array(n);
  let nEvents = 0;
  let saturated = 0;
  for (let start = 0; start < n; ) {
    let end = start;
    let count = 0;
    while (end < n && time[end] === time[start]) count += status[end++]!;
    if (count > 0) {
      first.push(start);
      events.push(count);
      nEvents += count;
      saturated -= count * Math.log(count);
    }
    for (let i = start; i < end; i++) passed[i] = first.length;
    start = end;
  }
  return { n, nEvents, status, firstAtRisk: Int32Array.from(first), eventsAt: Float64Array.from(events), passed, saturated };
}

/** Breslow's log partial likelihood and its parts at one linear predictor; the arrays are overwritten by the next evaluation. */
export interface RiskState {
  logLikelihood: number;
  /** exp(η − max η) per row. */
  readonly weight: Float64Array;
  /** Sum of the weights at risk, per event time. */
  readonly atRisk: Float64Array;
  /** Σ d/S₀ over the event times up to each event time. */
  readonly hazard: Float64Array;
  /** Martingale residual per row: status − weight × cumulative hazard. */
  readonly residual: Float64Array;
}

/** Empty arrays of the right sizes for `evaluateRisk`. */
export function riskState(sets: RiskSets): RiskState {
  const times = sets.eventsAt.length;
  return {
    logLikelihood: NaN,
    weight: new Float64Array(sets.n),
    atRisk: new Float64Array(times),
    hazard: new Float64Array(times + 1),
    residual: new Float64Array(sets.n),
  };
}

/** Only the log partial likelihood (Breslow) at a linear predictor. */
export function logLikelihoodAt(sets: RiskSets, eta: Float64Array): number {
  let highest = -Infinity;
  for (let i = 0; i < sets.n; i++) if (eta[i]! > highest) highest = eta[i]!;
  let sum = 0;
  let row = sets.n - 1;
  let value = 0;
  for (let g = sets.eventsAt.length - 1; g >= 0; g--) {
    for (; row >= sets.firstAtRisk[g]!; row--) sum += Math.exp(eta[row]! - highest);
    value -= sets.eventsAt[g]! * Math.log(sum);
  }
  for (let i = 0; i < sets.n; i++) if (sets.status[i] === 1) value += eta[i]! - highest;
  return value;
}

/** Evaluates the likelihood, the risk sums and the martingale residuals at a linear predictor, in one pass each way. */
export function evaluateRisk(sets: RiskSets, eta: Float64Array, state: RiskState): void {
  const { n, status, firstAtRisk, eventsAt, passed } = sets;
  const { weight, atRisk, hazard, residual } = state;
  let highest = -Infinity;
  for (let i = 0; i < n; i++) if (eta[i]! > highest) highest = eta[i]!;
  for (let i = 0; i < n; i++) weight[i] = Math.exp(eta[i]! - highest);
  let sum = 0;
  let row = n - 1;
  let value = 0;
  for (let g = eventsAt.length - 1; g >= 0; g--) {
    for (; row >= firstAtRisk[g]!; row--) sum += weight[row]!;
    atRisk[g] = sum;
    value -= eventsAt[g]! * Math.log(sum);
  }
  hazard[0] = 0;
  for (let g = 0; g < eventsAt.length; g++) hazard[g + 1] = hazard[g]! + eventsAt[g]! / atRisk[g]!;
  for (let i = 0; i < n; i++) {
    const event = status[i]!;
    if (event === 1) value += eta[i]! - highest;
    residual[i] = event - weight[i]! * hazard[passed[i]!]!;
  }
  state.logLikelihood = value;
}

/** The part of the curvature that stays fixed while a frozen Hessian is in use. */
export interface FrozenCurvature {
  readonly weight: Float64Array;
  readonly atRisk: Float64Array;
  readonly hazard: Float64Array;
}

/** A copy of the weights and risk sums of an evaluation. */
export const freeze = (state: RiskState): FrozenCurvature => ({
  weight: state.weight.slice(),
  atRisk: state.atRisk.slice(),
  hazard: state.hazard.slice(),
});

/**
 * Applies the curvature of −log-likelihood in η to a column: out = M x, with M = diag(wΛ) − Σ_t d_t (w_R w_R')/S₀² over the risk sets R.
 * Row i: w_i [Λ_i x_i − Σ_{t ≤ T_i} d_t S₁(t)/S₀(t)²].
 */
export function applyCurvature(sets: RiskSets, frozen: FrozenCurvature, x: Float64Array, offset: number, out: Float64Array, scratch: Float64Array): void {
  const { n, firstAtRisk, eventsAt, passed } = sets;
  const { weight, atRisk, hazard } = frozen;
  let sum = 0;
  let row = n - 1;
  for (let g = eventsAt.length - 1; g >= 0; g--) {
    for (; row >= firstAtRisk[g]!; row--) sum += weight[row]! * x[offset + row]!;
    scratch[g + 1] = (eventsAt[g]! * sum) / (atRisk[g]! * atRisk[g]!);
  }
  scratch[0] = 0;
  for (let g = 1; g <= eventsAt.length; g++) scratch[g] = scratch[g]! + scratch[g - 1]!;
  for (let i = 0; i < n; i++) {
    const g = passed[i]!;
    out[i] = weight[i]! * (hazard[g]! * x[offset + i]! - scratch[g]!);
  }
}
