// SPDX-License-Identifier: Apache-2.0
import type { WorkingCase } from '../../radiomics/roi/working-case.ts';
import type { VoxelArray } from '../../volume/volume.ts';

type Voxels = VoxelArray;

/** The same numbers in memory that threads can read together; arrays that several volumes share stay one array. */
export function share<A extends Voxels>(data: A, known: Map<Voxels, Voxels> = new Map()): A {
  if (data.buffer instanceof SharedArrayBuffer) return data;
  const before = known.get(data);
  if (before !== undefined) return before as A;
  const Kind = data.constructor as new (buffer: SharedArrayBuffer) => A;
  const copy = new Kind(new SharedArrayBuffer(data.byteLength));
  copy.set(data);
  known.set(data, copy);
  return copy;
}

/** A working case (the tumour's box, not the whole CT) whose voxels threads can read without copies. */
export function sharedCase(work: WorkingCase): WorkingCase {
  const known = new Map<Voxels, Voxels>();
  const of = <V extends { readonly data: Voxels }>(volume: V): V => ({ ...volume, data: share(volume.data, known) });
  return { ...work, image: of(work.image), shapeMask: of(work.shapeMask), mask: of(work.mask), fullMask: of(work.fullMask) };
}
