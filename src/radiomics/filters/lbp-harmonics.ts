// SPDX-License-Identifier: Apache-2.0

/**
 * How a pattern of bits over the sphere becomes the value of each level.
 *
 * Level n sums Yₘ of the set bits for each order m, multiplies with Yₘ at every point, adds up over m = −n … n (without conjugation, so that the result is real), and takes the
 * length over all points. Y₋ₘ is −conj(Yₘ) up to sign, so orders m ≥ 0 suffice.
 */
export interface PatternLevels {
  /** Number of levels, the first one included. */
  readonly count: number;
  /** Value of the first level (degree 0) by number of set bits. */
  readonly byCount: Float64Array;
  /** Degrees 1, 2, …: `[point][Y₀, Re Y₁, Im Y₁, … Im Yₙ]`. */
  readonly harmonics: readonly Float64Array[];
  /** Per degree: 1 where the harmonics are known to the last bit, so that the values are; else they are rounded, so that equal patterns have equal values. */
  readonly exact: Uint8Array;
}

/** Values of patterns that differ by symmetry only must be equal: they are rounded to this many units. */
export const UNITS = 1e11;

/** Associated Legendre functions of one order m for degrees up to n at x; the sign of m does not matter here. */
function legendre(degree: number, order: number, x: number): number {
  let diagonal = 1;
  const s = Math.sqrt(Math.max(0, 1 - x * x));
  for (let k = 1; k <= order; k++) diagonal *= (2 * k - 1) * s;
  if (degree === order) return diagonal;
  let before = diagonal;
  let value = x * (2 * order + 1) * diagonal;
  for (let l = order + 2; l <= degree; l++) [before, value] = [value, ((2 * l - 1) * x * value - (l + order - 1) * before) / (l - order)];
  return value;
}

/** (2n+1)/4π · (n−m)!/(n+m)! */
function norm2(degree: number, order: number): number {
  let quotient = (2 * degree + 1) / (4 * Math.PI);
  for (let k = degree - order + 1; k <= degree + order; k++) quotient /= k;
  return quotient;
}

/** Harmonics of one degree at every point, `[point][2n+1]`. */
function harmonicsOf(azimuths: Float64Array, polars: Float64Array, degree: number): Float64Array {
  const width = 2 * degree + 1;
  const out = new Float64Array(azimuths.length * width);
  for (let v = 0; v < azimuths.length; v++) {
    const x = Math.cos(polars[v]!);
    out[v * width] = Math.sqrt(norm2(degree, 0)) * legendre(degree, 0, x);
    for (let m = 1; m <= degree; m++) {
      const scale = Math.sqrt(norm2(degree, m)) * legendre(degree, m, x);
      out[v * width + 2 * m - 1] = scale * Math.cos(m * azimuths[v]!);
      out[v * width + 2 * m] = scale * Math.sin(m * azimuths[v]!);
    }
  }
  return out;
}

/** The first level depends on the number of set bits alone; summed as numpy sums it. */
function valuesByCount(vertices: number): Float64Array {
  const y = Math.sqrt(1 / 4 / Math.PI);
  const values = new Float64Array(vertices + 1);
  let coefficient = 0;
  for (let count = 1; count <= vertices; count++) {
    coefficient += y;
    let sum = 0;
    for (let v = 0; v < vertices; v++) sum += coefficient * y * (coefficient * y);
    values[count] = Math.sqrt(sum);
  }
  return values;
}

/**
 * Value of one level of degree 1 or more from the set bits.
 *
 * @param bits 1 or 0 per point
 * @param sums scratch for 2n + 1 numbers
 */
export function levelValue(bits: Uint8Array, harmonics: Float64Array, degree: number, exact: boolean, sums: Float64Array): number {
  const width = 2 * degree + 1;
  sums.fill(0, 0, width);
  for (let v = 0; v < bits.length; v++) {
    if (bits[v] === 0) continue;
    for (let j = 0; j < width; j++) sums[j] = sums[j]! + harmonics[v * width + j]!;
  }
  let squares = 0;
  for (let v = 0, at = 0; v < bits.length; v++, at += width) {
    // the orders −n … n: a negative order gives the same real part as the positive one
    let field = 0;
    for (let m = degree; m > 0; m--) field += sums[2 * m - 1]! * harmonics[at + 2 * m - 1]! - sums[2 * m]! * harmonics[at + 2 * m]!;
    field += sums[0]! * harmonics[at]!;
    for (let m = 1; m <= degree; m++) field += sums[2 * m - 1]! * harmonics[at + 2 * m - 1]! - sums[2 * m]! * harmonics[at + 2 * m]!;
    squares += field * field;
  }
  const value = Math.sqrt(squares);
  return exact ? value : Math.floor(value * UNITS + 0.5) / UNITS;
}

/**
 * What the patterns on a sphere mean: rotation-robust levels by spherical harmonics of degree 0, 1, …
 *
 * As PyRadiomics does it, the polar angle goes where scipy's `sph_harm` expects the azimuth, and the azimuth where it expects the polar angle.
 *
 * @param vertices x, y, z each
 * @param levels number of levels, degrees 0 to levels − 1
 * @param firstDegree harmonics of degree 1 where they are known to the last bit
 * @see Banerjee et al. 2013, doi:10.1007/978-3-642-37410-4_3
 */
export function patternLevels(vertices: Float64Array, radius: number, levels: number, firstDegree?: readonly number[]): PatternLevels {
  const count = vertices.length / 3;
  const asAzimuth = Float64Array.from({ length: count }, (_, v) => Math.acos(vertices[v * 3 + 2]! / radius));
  const asPolar = Float64Array.from({ length: count }, (_, v) => Math.atan2(vertices[v * 3 + 1]!, vertices[v * 3]!));
  // a point outside the radius has no polar angle (trimesh 3, no subdivision, radius below 1): nothing is defined then
  const byCount = asAzimuth.some(Number.isNaN) ? new Float64Array(count + 1).fill(Number.NaN) : valuesByCount(count);
  const harmonics = Array.from({ length: levels - 1 }, (_, i) =>
    i === 0 && firstDegree !== undefined ? Float64Array.from(firstDegree) : harmonicsOf(asAzimuth, asPolar, i + 1),
  );
  return { count: levels, byCount, harmonics, exact: Uint8Array.from(harmonics, (_, i) => (i === 0 && firstDegree !== undefined ? 1 : 0)) };
}
