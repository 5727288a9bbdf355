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
  /** Weight of each row, when there are any. */
  readonly weights: Float64Array | undefined;
  /** Sum of the weights of the events. */
  readonly eventWeight: number;
  /** Per distinct event time: the first row at risk, and the number (or weight) of the events. */
  readonly firstAtRisk: Int32Array;
  readonly eventsAt: Float64Array;
  /** Per row: how many distinct event times lie at or before its own time. */
  readonly passed: Int32Array;
  /** Log-likelihood of the saturated model, −Σ d log d over event times (0 without ties). */
  readonly saturated: number;
}

/** Risk sets of rows that are in increasing order of `time`. */
export function riskSets(time: ArrayLike<number>, status: Uint8Array, weights?: Float64Array): RiskSets {
  const n = time.length;
  const first: number[] = [];
  const events: number[] = [];
  const passed = new Int32Array(n);
  let nEvents = 0;
  let eventWeight = 0;
  let saturated = 0;
  for (let start = 0; start < n; ) {
    let end = start;
    let count = 0;
    let weight = 0;
    for (; end < n && time[end] === time[start]; end++) {
      count += status[end]!;
      weight += status[end]! * (weights === undefined ? 1 : weights[end]!);
    }
    if (count > 0) {
      first.push(start);
      events.push(weight);
      nEvents += count;
      eventWeight += weight;
      saturated -= weight * Math.log(weight);
    }
    for (let i = start; i < end; i++) passed[i] = first.length;
    start = end;
  }
  return { n, nEvents, status, weights, eventWeight, firstAtRisk: Int32Array.from(first), eventsAt: Float64Array.from(events), passed, saturated };
}

/** Breslow's log partial likelihood and its parts at one linear predictor; the arrays are overwritten by the next evaluation. */
export interface RiskState {
  logLikelihood: number;
  /** exp(η − max η) per row, times the weight of the row. */
  readonly weight: Float64Array;
  /** Sum of the weights at risk, per event time. */
  readonly atRisk: Float64Array;
  /** Σ d/S₀ over the event times up to each event time. */
  readonly hazard: Float64Array;
  /** Martingale residual per row, weighted: status × weight of the row − weight × cumulative hazard. */
  readonly residual: Float64Array;
}

/** Empty arrays of the right sizes for `evaluateRisk`; those of rows are padded to `stride`. */
export function riskState(sets: RiskSets, stride: number, float64: (length: number) => Float64Array): RiskState {
  const times = sets.eventsAt.length;
  return { logLikelihood: NaN, weight: float64(stride), atRisk: float64(times), hazard: float64(times + 1), residual: float64(stride) };
}

/** The part of the curvature of −log-likelihood that stays fixed while a frozen Hessian is in use. */
export interface Curvature {
  readonly n: number;
  readonly firstAtRisk: Int32Array;
  readonly eventsAt: Float64Array;
  readonly passed: Int32Array;
  readonly weight: Float64Array;
  readonly atRisk: Float64Array;
  readonly hazard: Float64Array;
}

/** Only the log partial likelihood (Breslow) at a linear predictor. */
export function logLikelihoodAt(sets: RiskSets, eta: Float64Array): number {
  let highest = -Infinity;
  const { weights } = sets;
  for (let i = 0; i < sets.n; i++) if (eta[i]! > highest) highest = eta[i]!;
  let sum = 0;
  let row = sets.n - 1;
  let value = 0;
  for (let g = sets.eventsAt.length - 1; g >= 0; g--) {
    for (; row >= sets.firstAtRisk[g]!; row--) sum += Math.exp(eta[row]! - highest) * (weights === undefined ? 1 : weights[row]!);
    value -= sets.eventsAt[g]! * Math.log(sum);
  }
  for (let i = 0; i < sets.n; i++) if (sets.status[i] === 1) value += (eta[i]! - highest) * (weights === undefined ? 1 : weights[i]!);
  return value;
}

/** Evaluates the likelihood, the risk sums and the martingale residuals at a linear predictor, in one pass each way. */
export function evaluateRisk(sets: RiskSets, eta: Float64Array, state: RiskState): void {
  const { n, status, weights, firstAtRisk, eventsAt, passed } = sets;
  const { weight, atRisk, hazard, residual } = state;
  let highest = -Infinity;
  for (let i = 0; i < n; i++) if (eta[i]! > highest) highest = eta[i]!;
  for (let i = 0; i < n; i++) weight[i] = Math.exp(eta[i]! - highest);
  if (weights !== undefined) for (let i = 0; i < n; i++) weight[i] = weight[i]! * weights[i]!;
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
    const event = weights === undefined ? status[i]! : status[i]! * weights[i]!;
    if (event > 0) value += event * (eta[i]! - highest);
    residual[i] = event - weight[i]! * hazard[passed[i]!]!;
  }
  state.logLikelihood = value;
}
