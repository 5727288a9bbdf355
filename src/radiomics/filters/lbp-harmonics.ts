// SPDX-License-Identifier: Apache-2.0

/** Bits of a pattern that one look-up answers. */
export const BITS_PER_TABLE = 8;

/**
 * How a pattern of bits over the sphere becomes the value of one level.
 *
 * A pattern's components are sums of the vectors of its set bits (by tables of 8 bits); the value is the length of the components.
 */
export interface PatternLevels {
  /** Components of all levels together. */
  readonly width: number;
  /** `[group][byte][component]`: sums of the vectors of the byte's set bits, lowest bit first. Component 0 is the number of set bits. */
  readonly tables: Float64Array;
  /** Value of the first level by number of set bits. */
  readonly byCount: Float64Array;
  /** First component of each further level, and one past the last. */
  readonly starts: Int32Array;
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

/** Real harmonics of one degree at every vertex, `[vertex][2n+1]`, cosine and sine of each order side by side. */
function realHarmonics(azimuths: Float64Array, polars: Float64Array, degree: number): Float64Array {
  const width = 2 * degree + 1;
  const out = new Float64Array(azimuths.length * width);
  for (let v = 0; v < azimuths.length; v++) {
    const x = Math.cos(polars[v]!);
    out[v * width] = Math.sqrt(norm2(degree, 0)) * legendre(degree, 0, x);
    for (let m = 1; m <= degree; m++) {
      const scale = Math.sqrt(2 * norm2(degree, m)) * legendre(degree, m, x);
      out[v * width + 2 * m - 1] = scale * Math.cos(m * azimuths[v]!);
      out[v * width + 2 * m] = scale * Math.sin(m * azimuths[v]!);
    }
  }
  return out;
}

/** Lower triangle L with L·Lᵀ = matrix; columns of a singular matrix become 0. */
function choleskyOf(matrix: Float64Array, n: number): Float64Array {
  const lower = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = matrix[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= lower[i * n + k]! * lower[j * n + k]!;
      const pivot = lower[j * n + j]!;
      lower[i * n + j] = i === j ? Math.sqrt(Math.max(0, sum)) : pivot > 1e-7 ? sum / pivot : 0;
    }
    if (lower[j * n + j]! <= 1e-7) for (let i = j; i < n; i++) lower[i * n + j] = 0;
  }
  return lower;
}

/**
 * One vector per vertex such that the level's value is the length of the sum over the set bits.
 *
 * The harmonics' products are summed over the orders without conjugation, so sines enter with a minus: K = A·diag(±1)·Aᵀ; the value is ‖K·bits‖, that is the length of
 * Lᵀ·Aᵀ·bits with L·Lᵀ = D·AᵀA·D.
 */
function levelVectors(azimuths: Float64Array, polars: Float64Array, degree: number): Float64Array {
  const n = 2 * degree + 1;
  const a = realHarmonics(azimuths, polars, degree);
  const signOf = (i: number): number => (i > 0 && i % 2 === 0 ? -1 : 1);
  const gram = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let v = 0; v < azimuths.length; v++) sum += a[v * n + i]! * a[v * n + j]!;
      gram[i * n + j] = signOf(i) * signOf(j) * sum;
    }
  }
  const lower = choleskyOf(gram, n);
  const out = new Float64Array(a.length);
  for (let v = 0; v < azimuths.length; v++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let i = j; i < n; i++) sum += lower[i * n + j]! * a[v * n + i]!;
      out[v * n + j] = sum;
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
 * Tables for the rotation-robust levels of a binary pattern on a sphere (spherical harmonics of degree 0, 1, …).
 *
 * As PyRadiomics does it, the polar angle goes where scipy's `sph_harm` expects the azimuth, and the azimuth where it expects the polar angle.
 *
 * @param vertices x, y, z each
 * @param levels number of levels, degrees 0 to levels − 1
 * @see Banerjee et al. 2013, doi:10.1007/978-3-642-37410-4_3
 */
export function patternLevels(vertices: Float64Array, radius: number, levels: number): PatternLevels {
  const count = vertices.length / 3;
  const asAzimuth = Float64Array.from({ length: count }, (_, v) => Math.acos(vertices[v * 3 + 2]! / radius));
  const asPolar = Float64Array.from({ length: count }, (_, v) => Math.atan2(vertices[v * 3 + 1]!, vertices[v * 3]!));
  const starts = Int32Array.from({ length: levels }, (_, n) => (n + 1) ** 2); // level n has 2n + 1 components, the first level's one is the count
  const width = levels ** 2;
  const groups = Math.ceil(count / BITS_PER_TABLE);
  const tables = new Float64Array(groups * 256 * width);
  const vectors = Array.from({ length: levels - 1 }, (_, i) => levelVectors(asAzimuth, asPolar, i + 1));
  for (let group = 0; group < groups; group++) {
    for (let byte = 0; byte < 256; byte++) {
      const at = (group * 256 + byte) * width;
      for (let bit = 0; bit < BITS_PER_TABLE; bit++) {
        const v = group * BITS_PER_TABLE + bit;
        if (v >= count || ((byte >> bit) & 1) === 0) continue;
        tables[at] = tables[at]! + 1;
        for (let n = 1; n < levels; n++) {
          const size = 2 * n + 1;
          for (let j = 0; j < size; j++) tables[at + n * n + j] = tables[at + n * n + j]! + vectors[n - 1]![v * size + j]!;
        }
      }
    }
  }
  // a point outside the radius has no polar angle (trimesh 3, no subdivision, radius below 1): nothing is defined then
  const byCount = asAzimuth.some(Number.isNaN) ? new Float64Array(count + 1).fill(Number.NaN) : valuesByCount(count);
  return { width, tables, byCount, starts };
}
