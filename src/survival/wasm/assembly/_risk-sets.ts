// SPDX-License-Identifier: Apache-2.0
// Twins of riskSets and rowWeights in src/survival/cox/counted-kernel.ts.

// 2^300 and 2^-300.
const LARGE: f64 = 2.037035976334486e90;
const SMALL: f64 = 4.909093465297727e-91;

let factor: f64 = 1;
let exponent: f64 = 0;

// @ts-ignore: decorator
@inline
function multiply(denominator: f64): void {
  let value = denominator;
  if (value > LARGE) {
    value *= SMALL;
    exponent += 300;
  } else if (value < SMALL) {
    value *= LARGE;
    exponent -= 300;
  }
  let all = factor * value;
  if (all > LARGE) {
    all *= SMALL;
    exponent += 300;
  } else if (all < SMALL) {
    all *= LARGE;
    exponent -= 300;
  }
  factor = all;
}

/** Denominators, hazards and the weights of the means; returns the rows and means together (even). */
export function riskSets(
  p: i32,
  column: usize,
  rows: i32,
  groupCount: i32,
  efron: i32,
  x: usize,
  groups: usize,
  groupNumbers: usize,
  risk: usize,
  weight: usize,
  product: usize,
): i32 {
  let s0: f64 = 0;
  let row: i32 = 0;
  let at = rows;
  factor = 1;
  exponent = 0;
  for (let g: i32 = 0; g < groupCount; g++) {
    const firstEvent = load<i32>(groups);
    const lastEvent = load<i32>(groups, 4);
    const end = load<i32>(groups, 8);
    const d = load<i32>(groups, 12);
    for (; row < firstEvent; row++) s0 += load<f64>(risk + (<usize>row << 3));
    let e0: f64 = 0;
    for (; row < lastEvent; row++) e0 += load<f64>(risk + (<usize>row << 3));
    s0 += e0;
    for (; row < end; row++) s0 += load<f64>(risk + (<usize>row << 3));
    const inverse = 1 / s0;
    store<f64>(groupNumbers, inverse);
    multiply(s0);
    if (efron == 0 || d == 1) {
      for (let step: i32 = 1; step < d; step++) multiply(s0);
      store<f64>(groupNumbers, 0, 8);
      store<f64>(groupNumbers, <f64>d * inverse, 16);
      store<f64>(groupNumbers, 0, 24);
      store<f64>(weight + (<usize>at << 3), -(<f64>d));
      at++;
    } else {
      const ratio = e0 * inverse;
      const perStep = 1 / <f64>d;
      let a: f64 = 1;
      let b: f64 = 0;
      let aa: f64 = 1;
      let ab: f64 = 0;
      let bb: f64 = 0;
      for (let step: i32 = 1; step < d; step++) {
        const f = <f64>step * perStep;
        const rest = 1 - f * ratio;
        const q = 1 / rest;
        multiply(s0 * rest);
        a += q;
        b += f * q;
        const qq = q * q;
        aa += qq;
        ab += f * qq;
        bb += f * f * qq;
      }
      const share = ab / aa;
      store<f64>(groupNumbers, share, 8);
      store<f64>(groupNumbers, a * inverse, 16);
      store<f64>(groupNumbers, b * inverse, 24);
      store<f64>(weight + (<usize>at << 3), -aa);
      store<f64>(weight + (<usize>at << 3), -(bb - share * ab), 8);
      at += 2;
    }
    groups += 16;
    groupNumbers += 32;
  }
  store<f64>(product, factor);
  store<f64>(product, exponent, 8);
  if (at & 1) {
    store<f64>(weight + (<usize>at << 3), 0);
    for (let j: i32 = 0; j < p; j++) store<f64>(x + <usize>j * column + (<usize>at << 3), 0);
    at++;
  }
  return at;
}

/** w = r (hazard summed over the risk sets a row is in - excess of an event), from the first event time on. */
export function rowWeights(groupCount: i32, groups: usize, groupNumbers: usize, risk: usize, weight: usize): void {
  let hazard: f64 = 0;
  for (let g = groupCount - 1; g >= 0; g--) {
    const integers = groups + (<usize>g << 4);
    const numbers = groupNumbers + (<usize>g << 5);
    hazard += load<f64>(numbers, 16);
    const ofEvents = hazard - load<f64>(numbers, 24);
    const firstEvent = <usize>load<i32>(integers) << 3;
    const lastEvent = <usize>load<i32>(integers, 4) << 3;
    const end = <usize>load<i32>(integers, 8) << 3;
    let i: usize = g == 0 ? 0 : <usize>load<i32>(integers - 8) << 3;
    for (; i < firstEvent; i += 8) store<f64>(weight + i, load<f64>(risk + i) * hazard);
    for (; i < lastEvent; i += 8) store<f64>(weight + i, load<f64>(risk + i) * ofEvents);
    for (; i < end; i += 8) store<f64>(weight + i, load<f64>(risk + i) * hazard);
  }
}
