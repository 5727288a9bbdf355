// SPDX-License-Identifier: Apache-2.0

/** Decomposition filters of a wavelet, low-pass and high-pass, for float64 and for float32 images. */
export interface WaveletFilters {
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly lowFloat32: readonly number[];
  readonly highFloat32: readonly number[];
}

/** The high-pass filter that belongs to a low-pass filter of the reconstruction: every second sign changed, the last tap positive. */
const alternating = (reconstruction: readonly number[]): number[] => reconstruction.map((c, k) => ((reconstruction.length - 1 - k) % 2 === 0 ? c : -c));

/** @param toFloat32 how PyWavelets gets its float32 coefficients */
function pair(low: readonly number[], reconstruction: readonly number[], toFloat32: (c: number) => number): WaveletFilters {
  const high = alternating(reconstruction);
  return { low, high, lowFloat32: low.map(toFloat32), highFloat32: high.map(toFloat32) };
}

/** Filters of an orthogonal wavelet: the reconstruction is the decomposition backwards. */
export function orthogonal(low: readonly number[], toFloat32: (c: number) => number = Math.fround): WaveletFilters {
  return pair(low, low.toReversed(), toFloat32);
}

/** Filters of a biorthogonal wavelet from its two low-pass filters. */
export function biorthogonal(low: readonly number[], reconstruction: readonly number[]): WaveletFilters {
  return pair(low, reconstruction, Math.fround);
}

/** The same with decomposition and reconstruction changed over. */
export function reverseBiorthogonal(low: readonly number[], reconstruction: readonly number[]): WaveletFilters {
  return pair(reconstruction.toReversed(), low.toReversed(), Math.fround);
}

/** PyWavelets keeps the coiflets divided by √2 and multiplies in float32: some coefficients differ in their last bit from the plain rounding. */
export const coifletFloat32 = (c: number): number => Math.fround(Math.fround(c / Math.SQRT2) * Math.fround(Math.SQRT2));
