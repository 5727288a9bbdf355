// SPDX-License-Identifier: Apache-2.0
// Scales of the figures: data to pixels, and where ticks stand. Small on purpose.

export interface Scale {
  (value: number): number;
  readonly domain: readonly [number, number];
  readonly range: readonly [number, number];
}

function scale(domain: readonly [number, number], range: readonly [number, number], transform: (value: number) => number): Scale {
  const [a, b] = [transform(domain[0]), transform(domain[1])];
  // A domain of one value sits in the middle instead of dividing by nothing.
  const map = (value: number): number => (a === b ? (range[0] + range[1]) / 2 : range[0] + ((transform(value) - a) / (b - a)) * (range[1] - range[0]));
  return Object.assign(map, { domain, range });
}

/** Linear scale. */
export function linear(domain: readonly [number, number], range: readonly [number, number]): Scale {
  return scale(domain, range, (value) => value);
}

/** Logarithmic scale; the domain must be positive. */
export function logarithmic(domain: readonly [number, number], range: readonly [number, number]): Scale {
  return scale(domain, range, Math.log);
}

/** Round step (1, 2, 2.5 or 5 × a power of ten) that cuts a span into at most `most` pieces. */
export function roundStep(span: number, most: number): number {
  if (!(span > 0)) return 1;
  const raw = span / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].find((factor) => factor * power >= raw * (1 - 1e-9)) ?? 10;
  return step * power;
}

/** Round tick values within [low, high], at most about `most` intervals. */
export function ticks(low: number, high: number, most: number): { readonly values: readonly number[]; readonly step: number } {
  const step = roundStep(high - low, most);
  const values: number[] = [];
  for (let i = Math.ceil(low / step - 1e-9); i <= Math.floor(high / step + 1e-9); i += 1) values.push(Number((i * step).toPrecision(12)));
  return { values, step };
}

/** Domain widened to round ticks on both sides. */
export function niceDomain(low: number, high: number, most: number): readonly [number, number] {
  if (!(high > low)) return [low - 0.5, high + 0.5];
  const step = roundStep(high - low, most);
  return [Math.floor(low / step + 1e-9) * step, Math.ceil(high / step - 1e-9) * step];
}

/** Ticks of a ratio axis: powers of two where they fit, else 1-2-5 decades, else decades. Always includes 1 when it is inside. */
export function ratioTicks(low: number, high: number, most: number): readonly number[] {
  const candidates = [
    ladder([1], 2, low, high),
    ladder([1, 2, 5], 10, low, high),
    ladder([1], 4, low, high),
    ladder([1], 10, low, high),
    ladder([1], 100, low, high),
  ];
  return candidates.find((values) => values.length <= most) ?? candidates.at(-1) ?? [];
}

function ladder(mantissas: readonly number[], base: number, low: number, high: number): readonly number[] {
  const values: number[] = [];
  const first = Math.floor(Math.log(low) / Math.log(base)) - 1;
  const last = Math.ceil(Math.log(high) / Math.log(base)) + 1;
  for (let power = first; power <= last; power += 1) {
    for (const mantissa of mantissas) {
      const value = Number((mantissa * base ** power).toPrecision(12));
      if (value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9)) values.push(value);
    }
  }
  return values;
}

/** Ticks of a time axis in months: 3, 6, 12, 24 … apart, from 0, at most `most` intervals. */
export function monthTicks(lastMonth: number, most: number): readonly number[] {
  const step = [1, 2, 3, 6, 12, 24, 36, 60, 120, 240].find((candidate) => lastMonth / candidate <= most) ?? 600;
  return Array.from({ length: Math.floor(lastMonth / step + 1e-9) + 1 }, (_, i) => i * step);
}
