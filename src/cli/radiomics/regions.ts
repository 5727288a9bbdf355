// SPDX-License-Identifier: Apache-2.0
import { labelBox } from '../../volume/geometry.ts';
import type { LabelVolume } from '../../volume/volume.ts';

/** Labels of a mask in ascending order, background (0) left out. */
export function labelsOf({ data }: LabelVolume): number[] {
  const labels = new Set<number>();
  for (let at = 0; at < data.length; at++) if (data[at] !== data[at - 1]) labels.add(data[at]!);
  labels.delete(0);
  return [...labels].sort((a, b) => a - b);
}

/**
 * Each connected part of a label (26 neighbours, as the diagnostics count them) as a mask of its own on the same grid, with the same label and nothing else.
 * Largest first; parts of one size in the order of their first voxels. Masks are made one at a time.
 */
export function* componentsOf(mask: LabelVolume, label: number): Generator<LabelVolume> {
  const found = labelBox(mask, label);
  if (found === undefined) return;
  const [nx, ny] = mask.grid.size;
  const [bx, by, bz] = found.box.min.map((low, axis) => found.box.max[axis]! - low + 1) as [number, number, number];
  const inMask = (at: number): number => {
    const x = at % bx;
    const y = Math.floor(at / bx) % by;
    const z = Math.floor(at / (bx * by));
    return ((found.box.min[2] + z) * ny + found.box.min[1] + y) * nx + found.box.min[0] + x;
  };
  // 0 = not of the label, −1 = of the label and not yet reached, else the part's number from 1
  const part = new Int32Array(bx * by * bz);
  for (let at = 0; at < part.length; at++) if (mask.data[inMask(at)] === label) part[at] = -1;
  const sizes: number[] = [];
  const queue = new Int32Array(found.voxels);
  for (let seed = 0; seed < part.length; seed++) {
    if (part[seed] !== -1) continue;
    const number = sizes.length + 1;
    part[seed] = number;
    queue[0] = seed;
    let end = 1;
    for (let head = 0; head < end; head++) {
      const at = queue[head]!;
      const [x, y, z] = [at % bx, Math.floor(at / bx) % by, Math.floor(at / (bx * by))];
      for (let k = Math.max(0, z - 1); k <= Math.min(bz - 1, z + 1); k++) {
        for (let j = Math.max(0, y - 1); j <= Math.min(by - 1, y + 1); j++) {
          for (let i = Math.max(0, x - 1); i <= Math.min(bx - 1, x + 1); i++) {
            const next = (k * by + j) * bx + i;
            if (part[next] !== -1) continue;
            part[next] = number;
            queue[end++] = next;
          }
        }
      }
    }
    sizes.push(end);
  }
  const order = sizes.map((size, at) => ({ size, number: at + 1 })).sort((a, b) => b.size - a.size || a.number - b.number);
  for (const { number } of order) {
    const data = mask.data.slice().fill(0);
    for (let at = 0; at < part.length; at++) if (part[at] === number) data[inMask(at)] = label;
    yield { grid: mask.grid, data };
  }
}
