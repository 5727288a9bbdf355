// SPDX-License-Identifier: Apache-2.0

import { seededRandom, shuffle } from '../core/random.ts';
import { dnorm, pnorm } from '../distributions/index.ts';
import { type CutLayout, cutStatistics } from './scores.ts';

const clamp = (p: number): number => Math.max(0, Math.min(1, p));

/**
 * Approximation of 1992 for the whole interval of cuts: 4φ(b)/b + φ(b)(b − 1/b) log(ε₂(1−ε₁)/((1−ε₂)ε₁)).
 * Equals R's `maxstat::pLausen92(b, minprop, maxprop)`.  @see doi:10.2307/2532740
 */
export function pLausen92(b: number, minProp: number, maxProp: number): number {
  if (!(b > 0)) return 1;
  const density = dnorm(b);
  const odds = (maxProp * (1 - minProp)) / ((1 - maxProp) * minProp);
  return clamp((4 * density) / b + density * (b - 1 / b) * Math.log(odds));
}

/**
 * Improved Bonferroni bound of 1994 over the cuts that were really looked at. Equals R's `maxstat::pLausen94(b, N, m = leftSizes)`.
 * @see doi:10.1016/0167-9473(94)90142-2
 */
export function pLausen94(b: number, n: number, leftSizes: readonly number[]): number {
  let sum = 2 * pnorm(b, 'upper');
  for (let k = 1; k < leftSizes.length; k++) {
    const m1 = leftSizes[k - 1]!;
    const m2 = leftSizes[k]!;
    const t = Math.sqrt(1 - (m1 * (n - m2)) / ((n - m1) * m2));
    sum += (Math.exp(-(b * b) / 2) / Math.PI) * (t - ((b * b) / 4 - 1) * (t ** 3 / 6));
  }
  return clamp(sum);
}

/** Nodes and weights of Gauss-Legendre quadrature on [−1, 1], by Newton's method on the Legendre polynomial. */
function gaussLegendre(count: number): { nodes: Float64Array; weights: Float64Array } {
  const nodes = new Float64Array(count);
  const weights = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (count + 0.5));
    let slope = 1;
    for (let k = 0; k < 100; k++) {
      let before = 1;
      let value = x;
      for (let degree = 2; degree <= count; degree++) [before, value] = [value, ((2 * degree - 1) * x * value - (degree - 1) * before) / degree];
      slope = (count * (x * value - before)) / (x * x - 1);
      const step = value / slope;
      x -= step;
      if (Math.abs(step) < 1e-15) break;
    }
    nodes[i] = x;
    weights[i] = 2 / ((1 - x * x) * slope * slope);
  }
  return { nodes, weights };
}

/**
 * P(max |Z_m| > b) for the Gaussian limit of the statistics: their correlation √(m₁(n−m₂)/((n−m₁)m₂)) makes them a Markov chain, so that the
 * probability of staying inside (−b, b) is a product of one-dimensional integrals, here by quadrature. What R's `maxstat.test(pmethod = "condMC"/"exactGauss")`
 * approximates by quasi-Monte-Carlo integration (±2e-3), to about 1e-8.
 */
export function pGauss(b: number, n: number, leftSizes: readonly number[]): number {
  if (!(b > 0) || leftSizes.length === 0) return 1;
  const correlations = leftSizes.slice(1).map((m2, k) => {
    const m1 = leftSizes[k]!;
    return Math.sqrt((m1 * (n - m2)) / ((n - m1) * m2));
  });
  const narrowest = Math.sqrt(1 - Math.max(0, ...correlations) ** 2);
  const count = Math.max(60, Math.min(2000, Math.ceil((6 * b) / narrowest)));
  const { nodes, weights } = gaussLegendre(count);
  let inside = Float64Array.from(nodes, (x) => dnorm(b * x));
  for (const rho of correlations) {
    const width = Math.sqrt(1 - rho * rho);
    const next = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      const z = b * nodes[i]!;
      let sum = 0;
      for (let j = 0; j < count; j++) {
        const u = (z - rho * b * nodes[j]!) / width;
        if (u > 9 || u < -9) continue;
        sum += weights[j]! * inside[j]! * Math.exp(-0.5 * u * u);
      }
      next[i] = (b * sum) / (width * 2.5066282746310007);
    }
    inside = next;
  }
  let mass = 0;
  for (let i = 0; i < count; i++) mass += b * weights[i]! * inside[i]!;
  return clamp(1 - mass);
}

/** Share of random assignments of the scores whose largest statistic reaches b, (1 + hits)/(1 + permutations); seeded. */
export function pPermutation(b: number, layout: CutLayout, scores: ArrayLike<number>, permutations: number, seed: number): number {
  const random = seededRandom(seed);
  let current = Array.from(scores);
  let hits = 0;
  for (let k = 0; k < permutations; k++) {
    current = shuffle(current, random);
    if (Math.max(...cutStatistics(layout, current)) >= b - 1e-10) hits++;
  }
  return (1 + hits) / (1 + permutations);
}
