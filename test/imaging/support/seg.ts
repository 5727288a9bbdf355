// SPDX-License-Identifier: Apache-2.0
import type { SourceCt } from '../../../src/imaging/dicom/source-ct.ts';
import { type SegOptions, writeSeg } from '../../../src/imaging/seg/write-seg.ts';
import type { Grid } from '../../../src/volume/grid.ts';
import { voxelCount } from '../../../src/volume/grid.ts';
import type { LabelVolume } from '../../../src/volume/volume.ts';

/** A mask with the given voxels set. */
export function maskWith(grid: Grid, voxels: readonly (readonly [number, number, number])[]): LabelVolume {
  const data = new Uint8Array(voxelCount(grid));
  for (const [x, y, z] of voxels) data[x + grid.size[0] * (y + grid.size[1] * z)] = 1;
  return { grid, data };
}

/** A segmentation of a mask on its CT, with plain texts. */
export function segFile(mask: LabelVolume, ct: SourceCt, changes: Partial<SegOptions> = {}): Uint8Array {
  return writeSeg({
    mask,
    ct,
    segment: { label: 'Tumour' },
    seriesDescription: 'Test segmentation',
    contentDateIso: '2026-01-02T11:00:00Z',
    contentCreator: 'Reader^One',
    ...changes,
  });
}
