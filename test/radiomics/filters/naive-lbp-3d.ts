// SPDX-License-Identifier: Apache-2.0
import { mirrored } from '../../../src/radiomics/filters/lbp-coefficients.ts';
import { icosphere } from '../../../src/radiomics/filters/lbp-sphere.ts';
import type { Vec3 } from '../../../src/volume/grid.ts';

/** Solves c(i−1)/6 + 4c(i)/6 + c(i+1)/6 = v with mirrored ends by elimination with a full matrix. */
function interpolationCoefficients(values: readonly number[]): number[] {
  const n = values.length;
  if (n === 1) return [...values];
  const rows = values.map((value, i) => {
    const row = Array<number>(n + 1).fill(0);
    row[i] = 4 / 6;
    for (const j of [i - 1, i + 1]) row[mirrored(j, n)]! += 1 / 6;
    row[n] = value;
    return row;
  });
  for (let p = 0; p < n; p++) {
    for (let r = 0; r < n; r++) {
      if (r === p) continue;
      const factor = rows[r]![p]! / rows[p]![p]!;
      for (let k = p; k <= n; k++) rows[r]![k]! -= factor * rows[p]![k]!;
    }
  }
  return rows.map((row, i) => row[n]! / row[i]!);
}

/** The cubic B-spline by its definition. */
function bSpline(t: number): number {
  const a = Math.abs(t);
  if (a >= 2) return 0;
  return a >= 1 ? (2 - a) ** 3 / 6 : 2 / 3 - a * a + a ** 3 / 2;
}

/** P_n^m by Rodrigues' formula with polynomial coefficients; no sign convention. */
function legendre(n: number, m: number, x: number): number {
  let polynomial = [1]; // (x² − 1)^n, ascending powers
  for (let k = 0; k < n; k++) {
    const next = Array<number>(polynomial.length + 2).fill(0);
    polynomial.forEach((c, i) => {
      next[i]! -= c;
      next[i + 2]! += c;
    });
    polynomial = next;
  }
  for (let d = 0; d < n + m; d++) polynomial = polynomial.slice(1).map((c, i) => c * (i + 1));
  const factorial = (k: number): number => (k <= 1 ? 1 : k * factorial(k - 1));
  return ((1 - x * x) ** (m / 2) * polynomial.reduce((sum, c, i) => sum + c * x ** i, 0)) / (2 ** n * factorial(n));
}

/** LBP-3D of a float64 image by the formulae: 64-point splines, complex harmonics summed over the orders, root mean of squares. */
export function naivePatterns(
  values: readonly number[],
  size: Vec3,
  subdivision: number,
  radius: number,
  levels: number,
): { levels: number[][]; kurtosis: number[] } {
  const [nx, ny, nz] = size;
  const c = [...values];
  const strides = [1, nx, nx * ny];
  for (let axis = 0; axis < 3; axis++) {
    for (let start = 0; start < c.length; start++) {
      if (Math.floor(start / strides[axis]!) % size[axis]! !== 0) continue;
      interpolationCoefficients(Array.from({ length: size[axis]! }, (_, i) => c[start + i * strides[axis]!]!)).forEach((value, i) => {
        c[start + i * strides[axis]!] = value;
      });
    }
  }
  const sampleAt = (x: number, y: number, z: number): number => {
    if (x < 0 || y < 0 || z < 0 || x > nx - 1 || y > ny - 1 || z > nz - 1) return 0;
    let sum = 0;
    for (let k = Math.floor(z) - 1; k <= Math.floor(z) + 2; k++)
      for (let j = Math.floor(y) - 1; j <= Math.floor(y) + 2; j++)
        for (let i = Math.floor(x) - 1; i <= Math.floor(x) + 2; i++)
          sum += c[(mirrored(k, nz) * ny + mirrored(j, ny)) * nx + mirrored(i, nx)]! * bSpline(x - i) * bSpline(y - j) * bSpline(z - k);
    return sum;
  };
  const vertices = icosphere(subdivision, radius);
  const points = Array.from({ length: vertices.length / 3 }, (_, v) => [vertices[3 * v]!, vertices[3 * v + 1]!, vertices[3 * v + 2]!] as const);
  const factorial = (k: number): number => (k <= 1 ? 1 : k * factorial(k - 1));
  /** Real and imaginary part of Y_n^m at a point, the polar angle used as azimuth and the other way round. */
  const harmonic = (n: number, m: number, [x, y, z]: readonly [number, number, number]): [number, number] => {
    const order = Math.abs(m);
    const sign = m < 0 && order % 2 === 1 ? -1 : 1;
    const scale =
      sign * Math.sqrt((((2 * n + 1) / (4 * Math.PI)) * factorial(n - order)) / factorial(n + order)) * legendre(n, order, Math.cos(Math.atan2(y, x)));
    const angle = m * Math.acos(z / radius);
    return [scale * Math.cos(angle), scale * Math.sin(angle)];
  };
  const result = { levels: Array.from({ length: levels }, () => [] as number[]), kurtosis: [] as number[] };
  for (let at = 0; at < values.length; at++) {
    const [x, y, z] = [at % nx, Math.floor(at / nx) % ny, Math.floor(at / (nx * ny))];
    const samples = points.map(([a, b, d]) => sampleAt(x + d, y + b, z + a));
    const mean = samples.reduce((sum, s) => sum + s, 0) / samples.length;
    const moment = (power: number): number => samples.reduce((sum, s) => sum + (s - mean) ** power, 0) / samples.length;
    result.kurtosis.push(moment(4) / moment(2) ** 2 - 3);
    const bits = samples.map((s) => (s >= values[at]! - 1e-9 ? 1 : 0));
    for (let n = 0; n < levels; n++) {
      const field = points.map(() => [0, 0] as [number, number]);
      for (let m = -n; m <= n; m++) {
        const ys = points.map((p) => harmonic(n, m, p));
        const [re, im] = ys.reduce(([r, i], [yr, yi], v) => [r + bits[v]! * yr, i + bits[v]! * yi], [0, 0]);
        ys.forEach(([yr, yi], v) => {
          field[v]![0] += re * yr - im * yi;
          field[v]![1] += re * yi + im * yr;
        });
      }
      result.levels[n]!.push(Math.sqrt(field.reduce((sum, [r]) => sum + r * r, 0)));
    }
  }
  return result;
}
