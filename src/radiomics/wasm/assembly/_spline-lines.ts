// SPDX-License-Identifier: Apache-2.0
// The two recursions of the B-spline's prefilter over eight lines side by side, with the proof that a cut line has the bits of the whole one.
// Twin of src/radiomics/resample/spline-line.ts.

const ROW: usize = 64;
const POLE: f64 = -0.2679491924311228; // √3 − 2
const HORIZON: i32 = 18;

/** First causal coefficient of a whole line of n; `lastPower` is pole^(n−1), correctly rounded. */
function causalStart(c: usize, n: i32, lastPower: f64): void {
  for (let o: usize = 0; o < ROW; o += 16) {
    const at = c + o;
    let zk = POLE;
    let sum = v128.load(at);
    if (HORIZON < n) {
      for (let k: i32 = 1; k < HORIZON; k++) {
        sum = f64x2.add(sum, f64x2.mul(f64x2.splat(zk), v128.load(at + <usize>k * ROW)));
        zk *= POLE;
      }
    } else {
      const inverse = 1.0 / POLE;
      let z2k = lastPower;
      sum = f64x2.add(sum, f64x2.mul(f64x2.splat(z2k), v128.load(at + <usize>(n - 1) * ROW)));
      z2k = z2k * (z2k * inverse);
      for (let k: i32 = 1; k <= n - 2; k++) {
        sum = f64x2.add(sum, f64x2.mul(f64x2.splat(zk + z2k), v128.load(at + <usize>k * ROW)));
        zk *= POLE;
        z2k *= inverse;
      }
      sum = f64x2.div(sum, f64x2.splat(1.0 - zk * zk));
    }
    v128.store(at, sum);
  }
}

/** Runs the recursions from both bounds until they meet in all eight lines; returns the element where they have (written), or −1 beyond `needed`. */
function bracketForward(c: usize, needed: i32, bound: f64): i32 {
  const z = f64x2.splat(POLE);
  let l0 = f64x2.splat(-bound);
  let l1 = l0;
  let l2 = l0;
  let l3 = l0;
  let h0 = f64x2.splat(bound);
  let h1 = h0;
  let h2 = h0;
  let h3 = h0;
  for (let n: i32 = 0; n <= needed; n++, c += ROW) {
    const a = v128.load(c);
    const b = v128.load(c, 16);
    const d = v128.load(c, 32);
    const e = v128.load(c, 48);
    l0 = f64x2.add(a, f64x2.mul(z, l0));
    h0 = f64x2.add(a, f64x2.mul(z, h0));
    l1 = f64x2.add(b, f64x2.mul(z, l1));
    h1 = f64x2.add(b, f64x2.mul(z, h1));
    l2 = f64x2.add(d, f64x2.mul(z, l2));
    h2 = f64x2.add(d, f64x2.mul(z, h2));
    l3 = f64x2.add(e, f64x2.mul(z, l3));
    h3 = f64x2.add(e, f64x2.mul(z, h3));
    if (v128.any_true(v128.or(v128.or(f64x2.ne(l0, h0), f64x2.ne(l1, h1)), v128.or(f64x2.ne(l2, h2), f64x2.ne(l3, h3))))) continue;
    v128.store(c, l0);
    v128.store(c, l1, 16);
    v128.store(c, l2, 32);
    v128.store(c, l3, 48);
    return n;
  }
  return -1;
}

function bracketBackward(c: usize, length: i32, needed: i32, bound: f64): i32 {
  const z = f64x2.splat(POLE);
  let l0 = f64x2.splat(-bound);
  let l1 = l0;
  let l2 = l0;
  let l3 = l0;
  let h0 = f64x2.splat(bound);
  let h1 = h0;
  let h2 = h0;
  let h3 = h0;
  c += <usize>(length - 1) * ROW;
  for (let n: i32 = length - 1; n >= needed; n--, c -= ROW) {
    const a = v128.load(c);
    const b = v128.load(c, 16);
    const d = v128.load(c, 32);
    const e = v128.load(c, 48);
    l0 = f64x2.mul(z, f64x2.sub(l0, a));
    h0 = f64x2.mul(z, f64x2.sub(h0, a));
    l1 = f64x2.mul(z, f64x2.sub(l1, b));
    h1 = f64x2.mul(z, f64x2.sub(h1, b));
    l2 = f64x2.mul(z, f64x2.sub(l2, d));
    h2 = f64x2.mul(z, f64x2.sub(h2, d));
    l3 = f64x2.mul(z, f64x2.sub(l3, e));
    h3 = f64x2.mul(z, f64x2.sub(h3, e));
    if (v128.any_true(v128.or(v128.or(f64x2.ne(l0, h0), f64x2.ne(l1, h1)), v128.or(f64x2.ne(l2, h2), f64x2.ne(l3, h3))))) continue;
    v128.store(c, l0);
    v128.store(c, l1, 16);
    v128.store(c, l2, 32);
    v128.store(c, l3, 48);
    return n;
  }
  return -1;
}

/** Both recursions over a stretch of eight lines (already times gain), in place; false when [needFrom, needTo] is not proved exact. */
export function filterLines(c: usize, length: i32, atStart: bool, atEnd: bool, needFrom: i32, needTo: i32, bound: f64, lastPower: f64): bool {
  const z = f64x2.splat(POLE);
  let first: i32 = 0;
  if (atStart) causalStart(c, length, lastPower);
  else {
    first = bracketForward(c, needFrom, bound);
    if (first == -1) return false;
  }
  let at = c + <usize>first * ROW;
  let s0 = v128.load(at);
  let s1 = v128.load(at, 16);
  let s2 = v128.load(at, 32);
  let s3 = v128.load(at, 48);
  const last = c + <usize>(length - 1) * ROW;
  for (at += ROW; at <= last; at += ROW) {
    s0 = f64x2.add(v128.load(at), f64x2.mul(z, s0));
    s1 = f64x2.add(v128.load(at, 16), f64x2.mul(z, s1));
    s2 = f64x2.add(v128.load(at, 32), f64x2.mul(z, s2));
    s3 = f64x2.add(v128.load(at, 48), f64x2.mul(z, s3));
    v128.store(at, s0);
    v128.store(at, s1, 16);
    v128.store(at, s2, 32);
    v128.store(at, s3, 48);
  }
  let next = length - 1;
  if (atEnd) {
    const end = f64x2.splat(POLE / (POLE * POLE - 1.0));
    for (let o: usize = 0; o < ROW; o += 16) v128.store(last + o, f64x2.mul(end, f64x2.add(f64x2.mul(z, v128.load(last + o - ROW)), v128.load(last + o))));
  } else {
    next = bracketBackward(c, length, needTo, bound);
    if (next == -1) return false;
  }
  at = c + <usize>next * ROW;
  s0 = v128.load(at);
  s1 = v128.load(at, 16);
  s2 = v128.load(at, 32);
  s3 = v128.load(at, 48);
  const stop = c + <usize>needFrom * ROW;
  while (at > stop) {
    at -= ROW;
    s0 = f64x2.mul(z, f64x2.sub(s0, v128.load(at)));
    s1 = f64x2.mul(z, f64x2.sub(s1, v128.load(at, 16)));
    s2 = f64x2.mul(z, f64x2.sub(s2, v128.load(at, 32)));
    s3 = f64x2.mul(z, f64x2.sub(s3, v128.load(at, 48)));
    v128.store(at, s0);
    v128.store(at, s1, 16);
    v128.store(at, s2, 32);
    v128.store(at, s3, 48);
  }
  return true;
}
