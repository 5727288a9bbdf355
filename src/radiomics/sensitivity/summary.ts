// SPDX-License-Identifier: Apache-2.0

/** Values of one re-extraction, by the feature's full name. */
export interface VariedRun {
  readonly id: string;
  readonly features: Readonly<Record<string, number>>;
}

/** How far one feature moves. */
export interface FeatureSensitivity {
  readonly feature: string;
  /** 1 = moves most. Features that move equally share the smaller rank. */
  readonly rank: number;
  readonly baseline: number;
  /** Smallest and largest finite value over the baseline and all variations. */
  readonly min: number;
  readonly max: number;
  /** Largest relative change over the variations, ≥ 0; `Infinity` when a value appears, vanishes, or leaves 0. */
  readonly largestChange: number;
  /** The variation that moves it most; undefined when nothing does. */
  readonly movedMostBy: string | undefined;
  /** Signed relative change by variation: (value − baseline) / |baseline|; undefined where a variation did not give the feature. */
  readonly changes: Readonly<Record<string, number | undefined>>;
}

/**
 * Signed change of a value relative to its baseline's size.
 * @returns 0 when both are equal (both not-a-number included), ± `Infinity` from a baseline of 0 or to or from not-a-number
 */
export function relativeChange(baseline: number, value: number): number {
  if (Object.is(baseline, value) || baseline === value) return 0;
  if (!Number.isFinite(baseline) || !Number.isFinite(value)) return Infinity;
  if (baseline === 0) return value > 0 ? Infinity : -Infinity;
  return (value - baseline) / Math.abs(baseline);
}

/** Every feature of the baseline with its changes, most fragile first; ties keep the baseline's order. */
export function summariseSensitivity(baseline: Readonly<Record<string, number>>, runs: readonly VariedRun[]): FeatureSensitivity[] {
  const rows = Object.entries(baseline).map(([feature, value]) => {
    const changes: Record<string, number | undefined> = {};
    let [largestChange, movedMostBy]: [number, string | undefined] = [0, undefined];
    const finite = Number.isFinite(value) ? [value] : [];
    for (const { id, features } of runs) {
      const varied = Object.hasOwn(features, feature) ? features[feature]! : undefined;
      changes[id] = varied === undefined ? undefined : relativeChange(value, varied);
      if (varied === undefined) continue;
      if (Number.isFinite(varied)) finite.push(varied);
      const size = Math.abs(changes[id]!);
      if (size > largestChange) [largestChange, movedMostBy] = [size, id];
    }
    const min = finite.length === 0 ? Number.NaN : Math.min(...finite);
    const max = finite.length === 0 ? Number.NaN : Math.max(...finite);
    return { feature, baseline: value, min, max, largestChange, movedMostBy, changes };
  });
  // Infinity − Infinity is no number, so sizes are compared, not subtracted
  const sorted = rows.sort((a, b) => (a.largestChange === b.largestChange ? 0 : a.largestChange > b.largestChange ? -1 : 1));
  let rank = 0;
  return sorted.map((row, at) => {
    if (at === 0 || sorted[at - 1]!.largestChange !== row.largestChange) rank = at + 1;
    return { ...row, rank };
  });
}

/** What one variation does to the features as a whole. */
export interface VariationEffect {
  readonly id: string;
  /** Median over the features of the size of the relative change, ≥ 0; `Infinity` possible. */
  readonly medianChange: number;
  /** Number of features that move by more than 1 %, and by more than 10 %. */
  readonly movedByOnePercent: number;
  readonly movedByTenPercent: number;
}

/** Which of the variations matter most, in the given order; features that a variation did not give do not count. */
export function variationEffects(rows: readonly FeatureSensitivity[], ids: readonly string[]): VariationEffect[] {
  return ids.map((id) => {
    const sizes = rows.flatMap(({ changes }) => (changes[id] === undefined ? [] : [Math.abs(changes[id])])).sort((a, b) => (a === b ? 0 : a < b ? -1 : 1));
    const middle = sizes.length / 2;
    const medianChange = sizes.length === 0 ? Number.NaN : (sizes[Math.ceil(middle) - 1]! + sizes[Math.floor(middle)]!) / 2;
    const above = (size: number): number => sizes.filter((value) => value > size).length;
    return { id, medianChange, movedByOnePercent: above(0.01), movedByTenPercent: above(0.1) };
  });
}
