// SPDX-License-Identifier: Apache-2.0
import type { Levels } from './discretise.ts';
import { type FlatAxis, forwardOffsets } from './offsets.ts';

/** Connected zones of equal grey level, one entry per zone: its level and its number of voxels. */
export interface Zones {
  readonly level: Int32Array;
  readonly size: Int32Array;
  readonly count: number;
}

/**
 * The size zones of a region: voxels of one level joined through faces, edges and corners (26 neighbours; 8 in 2-D).
 *
 * Union-find in scan order: each voxel looks only at the neighbours behind it. No matrix is made; the features are sums over zones.
 *
 * @see Thibault 2014, doi:10.1109/TBME.2013.2284600; IBSI 3.8 (GLSZM)
 */
export function sizeZones(levels: Levels, flat?: FlatAxis): Zones {
  const { data } = levels;
  const back = forwardOffsets(levels, [1], flat);
  const backCount = back.length;
  // zone label of each voxel, labels merged through `parent`
  const zoneOf = new Int32Array(data.length);
  const parent = new Int32Array(levels.voxels + 1);
  const size = new Int32Array(levels.voxels + 1);
  const levelOfZone = new Int32Array(levels.voxels + 1);
  let zones = 0;
  for (let v = levels.firstVoxel; v < data.length; v++) {
    const level = data[v]!;
    if (level === 0) continue;
    let zone = 0;
    for (let k = 0; k < backCount; k++) {
      const neighbour = v - back[k]!;
      if (data[neighbour] !== level) continue;
      let root = zoneOf[neighbour]!;
      if (root === zone) continue;
      while (parent[root] !== root) {
        parent[root] = parent[parent[root]!]!;
        root = parent[root]!;
      }
      if (zone === 0) {
        zone = root;
      } else if (root !== zone) {
        const [kept, gone] = root < zone ? [root, zone] : [zone, root];
        parent[gone] = kept;
        size[kept] = size[kept]! + size[gone]!;
        zone = kept;
      }
    }
    if (zone === 0) {
      zone = ++zones;
      parent[zone] = zone;
      levelOfZone[zone] = level;
    }
    zoneOf[v] = zone;
    size[zone] = size[zone]! + 1;
  }
  let count = 0;
  for (let zone = 1; zone <= zones; zone++) {
    if (parent[zone] !== zone) continue;
    size[count] = size[zone]!;
    levelOfZone[count] = levelOfZone[zone]!;
    count += 1;
  }
  return { level: levelOfZone.subarray(0, count), size: size.subarray(0, count), count };
}

/** Mean over zones of size² / level²: large zones of low grey level weigh most. IBSI YH51. */
export function largeAreaLowGrayLevelEmphasis({ level, size, count }: Zones): number {
  let sum = 0;
  for (let z = 0; z < count; z++) sum += (size[z]! * size[z]!) / (level[z]! * level[z]!);
  return sum / count;
}

/** Mean over zones of 1 / (size²·level²): small zones of low grey level weigh most. IBSI 5RAI. */
export function smallAreaLowGrayLevelEmphasis({ level, size, count }: Zones): number {
  let sum = 0;
  for (let z = 0; z < count; z++) sum += 1 / (level[z]! * level[z]! * (size[z]! * size[z]!));
  return sum / count;
}
