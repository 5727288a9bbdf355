// SPDX-License-Identifier: Apache-2.0
// A group is word + shape + hue + line, never hue alone (visual.md, section 4).
import { diamond, dot, triangle } from './svg.ts';

export type GroupKey = 'low' | 'mid' | 'high';

const KEYS: Readonly<Record<string, GroupKey>> = { low: 'low', mid: 'mid', intermediate: 'mid', high: 'high' };

/** Style of the i-th of n groups: by its code where that is known, else from low to high in the order given. */
export function groupKey(code: string, index: number, n: number): GroupKey {
  const byCode = KEYS[code];
  if (byCode !== undefined) return byCode;
  return index === 0 ? 'low' : index === n - 1 ? 'high' : 'mid';
}

/** The shape of a group, filled in its hue. */
export function groupShape(key: GroupKey, x: number, y: number, size: number): string {
  if (key === 'low') return dot(x, y, size, 'f-low');
  return key === 'mid' ? diamond(x, y, size * 1.15, 'f-mid') : triangle(x, y, size * 1.1, 'f-high');
}
